import type { Db } from '../store/open.ts';

/**
 * How far a transaction came (ledger.md, One transaction's life). `open` is one that began without a reservation:
 * offline, staff, or unknown here; `reserved` with `startedAtMs` is a vend under way.
 */
export type TransactionState =
  | 'refused'
  | 'balance'
  | 'reserved'
  | 'settled'
  | 'released'
  | 'cancelled'
  | 'open';

export type Authority = 'online' | 'offline' | 'staff';

export interface Transaction {
  readonly machine: string;
  readonly txn: string;
  readonly state: TransactionState;
  /** A keyed hash of what was asked; null where nobody asked. */
  readonly asked: Uint8Array | null;
  /** The answer as it was sent, as JSON. */
  readonly decision: string | null;
  readonly decidedAtMs: number | null;
  readonly policy: number | null;
  /** The grant is dead in a later boot than this, or after this uptime of it. */
  readonly epoch: string | null;
  readonly deadBoot: number | null;
  readonly deadUptimeMs: number | null;
  readonly slot: number | null;
  readonly product: string | null;
  /** Items granted, or begun without a grant. */
  readonly items: number;
  readonly authority: Authority | null;
  readonly startedAtMs: number | null;
  readonly dispensed: number | null;
  readonly endedAtMs: number | null;
  readonly late: number;
  /** The rules that bore on the decision (why.ts). */
  readonly why: string | null;
}

type Standing = Pick<
  Transaction,
  'state' | 'slot' | 'product' | 'items' | 'authority' | 'decidedAtMs' | 'dispensed' | 'late'
>;

const columns = `machine, txn, state, asked, decision, decided_at AS decidedAtMs, policy, epoch,
  dead_boot AS deadBoot, dead_uptime_ms AS deadUptimeMs, slot, product, items, authority,
  started_at AS startedAtMs, dispensed, ended_at AS endedAtMs, late, why`;

/** The transactions, one row each. */
export function createTransactionStore(db: Db) {
  const find = db.prepare<[string, string], Transaction>(
    `SELECT ${columns} FROM transactions WHERE machine = ? AND txn = ?`,
  );
  const standing = db.prepare<[string, string], Standing>(
    `SELECT state, slot, product, items, authority, decided_at AS decidedAtMs, dispensed, late
     FROM transactions WHERE machine = ? AND txn = ?`,
  );
  const put = db.prepare(
    `INSERT INTO transactions (machine, txn, state, asked, decision, decided_at, policy, epoch, dead_boot,
       dead_uptime_ms, slot, product, items, authority, started_at, dispensed, ended_at, late, why)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, asked = excluded.asked, decision = excluded.decision,
       decided_at = excluded.decided_at, policy = excluded.policy, slot = excluded.slot, product = excluded.product,
       items = excluded.items, authority = excluded.authority, started_at = excluded.started_at,
       dispensed = excluded.dispensed, ended_at = excluded.ended_at, late = excluded.late`,
  );
  // The two steps that every vend takes change a few columns of a row that is long by its decision.
  const begin = db.prepare(
    `UPDATE transactions SET slot = ?, product = ?, authority = ?, started_at = ?
     WHERE txn = ? AND machine = ? AND state = 'reserved' AND started_at IS NULL`,
  );
  const settle = db.prepare(
    `UPDATE transactions SET state = 'settled', slot = ?, product = ?, authority = ?, dispensed = ?, ended_at = ?, late = ?
     WHERE txn = ? AND machine = ?`,
  );
  const dead = db.prepare<[string, string, number, number, number], { txn: string }>(
    // Named, as the planner would rather read every transaction that the machine ever had.
    `SELECT txn FROM transactions INDEXED BY transactions_held
     WHERE machine = ? AND epoch = ? AND state IN ('reserved', 'open') AND state = 'reserved' AND started_at IS NULL
       AND (dead_boot < ? OR (dead_boot = ? AND dead_uptime_ms < ?))`,
  );

  return {
    find: (machine: string, txn: string): Transaction | undefined => find.get(machine, txn),
    /** How a transaction stands: every vend's end asks it, and needs nothing of the long answer. */
    standing: (machine: string, txn: string): Standing | undefined => standing.get(machine, txn),

    /** Writes a transaction whole; what is not given of a new one is nothing. */
    put(row: Partial<Transaction> & Pick<Transaction, 'machine' | 'txn' | 'state'>): void {
      const { machine, txn, state, asked = null, decision = null, decidedAtMs = null, policy = null } = row;
      const { epoch = null, deadBoot = null, deadUptimeMs = null, slot = null, product = null } = row;
      const { items = 0, authority = null, startedAtMs = null, dispensed = null, endedAtMs = null } = row;
      // By place, as names cost a look-up each, three times a vend.
      put.run(
        ...[machine, txn, state, asked, decision, decidedAtMs, policy],
        ...[epoch, deadBoot, deadUptimeMs, slot, product],
        ...[items, authority, startedAtMs, dispensed, endedAtMs, row.late ?? 0, row.why ?? null],
      );
    },

    /** The vend of a reservation began. False where there is none that has not. */
    begin(
      row: Pick<Transaction, 'machine' | 'txn' | 'slot' | 'product' | 'authority' | 'startedAtMs'>,
    ): boolean {
      const { slot, product, authority, startedAtMs, txn, machine } = row;
      return begin.run(slot, product, authority, startedAtMs, txn, machine).changes === 1;
    },

    /** The vend of a known transaction ended with a count. */
    settle(
      row: Pick<
        Transaction,
        'machine' | 'txn' | 'slot' | 'product' | 'authority' | 'dispensed' | 'endedAtMs' | 'late'
      >,
    ): void {
      const { slot, product, authority, dispensed, endedAtMs, late, txn, machine } = row;
      settle.run(slot, product, authority, dispensed, endedAtMs, late, txn, machine);
    },

    /** Reservations of an epoch that never began and were dead by the stamp (boot, uptimeMs) of one of its entries. */
    deadBy: (machine: string, epoch: string, boot: number, uptimeMs: number): string[] =>
      dead.all(machine, epoch, boot, boot, uptimeMs).map((row) => row.txn),
  };
}
export type TransactionStore = ReturnType<typeof createTransactionStore>;
