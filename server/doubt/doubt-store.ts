import type { Doubt } from '../../protocol/http/doubt.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Db } from '../store/open.ts';

interface Row {
  readonly machine: string;
  readonly machineName: string;
  readonly txn: string;
  readonly product: string | null;
  readonly items: number;
  readonly masks: number;
  readonly sinceMs: number;
  readonly begun: number;
  readonly epochIsGone: number;
  readonly gaps: number;
  readonly unread: number;
}

/** An entry that a quarantine holds back. */
export interface HeldEntry {
  readonly id: number;
  readonly machine: string;
  readonly epoch: string;
  readonly seq: number;
  readonly atMs: number;
  readonly sealed: string;
}

/** What has no end of its own, or waits for an operator's word. */
export function createDoubtStore(db: Db) {
  // The journal in which a vend began, or else the one in which it was asked for: offline nobody asked, and what a machine
  // carried over goes on in its new one. A journal that was never heard of is not gone: its machine has told nothing yet.
  const columns = `WITH held AS (
      SELECT machine, txn, state, product, items, started_at, decided_at,
        COALESCE((SELECT e.epoch FROM entries e INDEXED BY entries_started
          WHERE e.txn = o.txn AND e.machine = o.machine AND e.type = 'vend.started' ORDER BY e.id DESC LIMIT 1), epoch) AS epoch
      FROM transactions o INDEXED BY transactions_held WHERE state IN ('reserved', 'open')
    )
    SELECT t.machine, COALESCE(m.name, t.machine) AS machineName, t.txn, t.product, t.items,
      (SELECT COALESCE(SUM(u.pieces), 0) FROM usage u WHERE u.txn = t.txn AND u.machine = t.machine) AS masks,
      COALESCE(t.started_at, t.decided_at, 0) AS sinceMs, t.started_at IS NOT NULL AS begun,
      t.epoch IS NOT NULL AND COALESCE(t.epoch <> (SELECT n.epoch FROM epochs n WHERE n.machine = t.machine
        ORDER BY n.ordinal DESC LIMIT 1), 0) AS epochIsGone,
      COALESCE(p.gaps, 0) AS gaps, COALESCE(p.set_aside, 0) AS unread
    FROM held t
      LEFT JOIN machines m ON m.id = t.machine
      LEFT JOIN epochs p ON p.machine = t.machine AND p.epoch = t.epoch
    WHERE true`;
  const list = db.prepare<[number, number], Row>(`${columns} AND sinceMs <= ? ORDER BY sinceMs LIMIT ?`);
  const one = db.prepare<[string, string], Row>(`${columns} AND t.machine = ? AND t.txn = ?`);
  const held = db.prepare<[string], HeldEntry>(
    `SELECT id, machine, epoch, seq, at AS atMs, sealed FROM set_aside INDEXED BY set_aside_undecided
     WHERE reason = 'quarantine' AND verdict IS NULL AND machine = ? ORDER BY machine, epoch, seq, id`,
  );
  const decide = db.prepare('UPDATE set_aside SET verdict = ? WHERE id = ?');

  return {
    /** Up to `count` of them, the oldest first, that are as old as an instant. */
    list: (untilMs: number, count: number): Doubt[] => list.all(untilMs, count).map(doubtOf),
    find(machine: string, txn: string): Doubt | undefined {
      const row = one.get(machine, txn);
      return row && doubtOf(row);
    },
    /** What a machine's quarantine holds back and nobody has decided on, in the order of its journal. */
    held: (machine: string): HeldEntry[] => held.all(machine),
    decide: (id: number, verdict: 'accepted' | 'rejected'): void => {
      decide.run(verdict, id);
    },
  };
}
export type DoubtStore = ReturnType<typeof createDoubtStore>;

function doubtOf(row: Row): Doubt {
  const { machine, machineName, txn, product, items, masks, sinceMs } = row;
  const cause = causeOf(row);
  const since = instantOf(sinceMs);
  return { machine, machineName, txn, product: product ?? '', items, masks, since, cause };
}

/** Why it has not ended (ledger.md, reservation). Of the first three nothing but an operator's word will end it. */
function causeOf({ begun, epochIsGone, gaps, unread }: Row): Doubt['cause'] {
  if (epochIsGone === 1) return 'journal-gone';
  if (gaps > 0) return 'entries-lost';
  if (unread > 0) return 'entries-unread';
  return begun === 1 ? 'vend-open' : 'not-told';
}
