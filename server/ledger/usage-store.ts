import { createAllowanceStore } from '../allowances/allowance-store.ts';
import type { Usage } from '../policy/room.ts';
import type { Db } from '../store/open.ts';

/** The HMAC of a card (ledger.md, card), and the id of the key that made it. */
export interface Pseudonym {
  readonly card: Uint8Array;
  readonly keyId: string;
  /** The same card under the keys of before, as long as they are kept (adoption-store.ts). */
  readonly before?: readonly Uint8Array[];
}

/** `reserved` until the journal says what fell, then `settled`; `debt` is what went beyond a limit. */
export type UsageKind = 'reserved' | 'settled' | 'debt';

export interface UsageRow extends Usage, Pseudonym {
  readonly id: number;
  readonly kind: UsageKind;
}

interface Raw {
  id: number;
  card: Uint8Array;
  keyId: string;
  product: string;
  atMs: number;
  pieces: number;
  kind: UsageKind;
}

const columns = 'id, card, key_id AS keyId, product, at AS atMs, pieces, kind';

/** What counts against each card. All amounts in pieces. */
export function createUsageStore(db: Db) {
  const allowances = createAllowanceStore(db);
  const ofCard = db.prepare<[Uint8Array, number], Raw>(
    `SELECT ${columns} FROM usage WHERE card = ? AND at >= ?`,
  );
  const ofTxn = db.prepare<[string, string], Raw>(
    `SELECT ${columns} FROM usage WHERE machine = ? AND txn = ?`,
  );
  const insert = db.prepare(
    'INSERT INTO usage (card, product, at, pieces, kind, machine, txn, key_id, policy) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const settle = db.prepare('UPDATE usage SET pieces = ?, kind = ? WHERE id = ?');
  const settleAll = db.prepare(
    `UPDATE usage SET kind = 'settled' WHERE txn = ? AND machine = ? AND kind = 'reserved'`,
  );
  const remove = db.prepare('DELETE FROM usage WHERE id = ?');
  const charged = db
    .prepare<[string, string], number>('SELECT 1 FROM usage WHERE txn = ? AND machine = ? LIMIT 1')
    .pluck();
  // Sorted here: for these one to five rows SQLite's own sorting takes ten times as long as finding them.
  const rowsOf = (machine: string, txn: string): UsageRow[] =>
    ofTxn.all(machine, txn).sort((a, b) => a.id - b.id);

  return {
    /** Everything of a card since an instant, the future (debts) included, less what it was given beyond its share. */
    historyOf: (card: Uint8Array, sinceMs: number): Usage[] => [
      ...ofCard.all(card, sinceMs),
      ...allowances.ofCard(card, sinceMs),
    ],

    add(
      txn: { machine: string; txn: string; policy: number },
      who: Pseudonym,
      usage: Usage,
      kind: UsageKind,
    ): void {
      const { atMs, product, pieces } = usage;
      insert.run(
        who.card,
        product,
        Math.floor(atMs),
        pieces,
        kind,
        txn.machine,
        txn.txn,
        who.keyId,
        txn.policy,
      );
    },

    /** Whether anybody was charged for a txn. */
    hasCharges: (machine: string, txn: string): boolean => charged.get(txn, machine) !== undefined,

    /** Keeps all that was held for a txn of which as much fell as was granted: what nearly every vend does. */
    keepAll(machine: string, txn: string): { over: number; last: undefined } {
      settleAll.run(txn, machine);
      return { over: 0, last: undefined };
    },

    /**
     * Keeps `pieces` of a txn's rows, from the first card on, and gives the rest back from the last backward
     * (mqtt.md, authorize and decision). Returns the pieces for which there was no row, and the last card that had one.
     */
    keep(machine: string, txn: string, pieces: number): { over: number; last: Pseudonym | undefined } {
      let left = pieces;
      const rows = rowsOf(machine, txn);
      for (const row of rows) {
        const kept = Math.min(left, row.pieces);
        left -= kept;
        if (kept === 0) remove.run(row.id);
        else settle.run(kept, row.kind === 'debt' ? 'debt' : 'settled', row.id);
      }
      return { over: left, last: rows.at(-1) };
    },
  };
}
export type UsageStore = ReturnType<typeof createUsageStore>;
