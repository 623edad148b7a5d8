import type { CaseWhy } from '../../protocol/http/cases.ts';
import type { Db } from '../store/open.ts';

/** A case as it is kept. Times in ms since 1970; `pieces`: given again. */
export interface CaseRow {
  readonly id: number;
  readonly kind: 'not-received' | 'already-collected';
  readonly machine: string;
  readonly machineName: string;
  readonly district: string;
  readonly atMs: number;
  readonly txn: string | null;
  readonly verdict: string | null;
  readonly why: CaseWhy | null;
  readonly pieces: number;
  readonly decidedAtMs: number | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** How a case ended. */
export interface CaseEnd {
  readonly verdict: string;
  readonly why: CaseWhy | null;
  readonly pieces: number;
  readonly atMs: number;
  readonly by: string;
  readonly reason: string | null;
}

const columns = `c.id, c.kind, c.machine, COALESCE(m.name, c.machine) AS machineName, COALESCE(m.district, '') AS district,
  c.at AS atMs, c.txn, c.verdict, c.why, c.pieces, c.decided_at AS decidedAtMs, c.decided_by AS decidedBy, c.reason
  FROM cases c LEFT JOIN machines m ON m.id = c.machine`;

/** What people contest. */
export function createCaseStore(db: Db) {
  const claim = db.prepare(
    `INSERT INTO cases (kind, machine, at, txn) VALUES ('not-received', ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const burst = db.prepare(`INSERT INTO cases (kind, machine, at) VALUES ('already-collected', ?, ?)`);
  const one = db.prepare<[number], CaseRow>(`SELECT ${columns} WHERE c.id = ?`);
  const waiting = db.prepare<[number], CaseRow>(
    `SELECT ${columns} WHERE c.verdict IS NULL ORDER BY c.id LIMIT ?`,
  );
  const sum = db.prepare<[], { count: number; oldestMs: number | null }>(
    'SELECT COUNT(*) AS count, MIN(at) AS oldestMs FROM cases WHERE verdict IS NULL',
  );
  const ended = db.prepare<[number], CaseRow>(
    `SELECT ${columns} WHERE c.verdict IS NOT NULL ORDER BY c.decided_at DESC, c.id DESC LIMIT ?`,
  );
  const end = db.prepare(
    `UPDATE cases SET verdict = ?, why = ?, pieces = ?, decided_at = ?, decided_by = ?, reason = ?
     WHERE id = ? AND verdict IS NULL`,
  );
  return {
    /** Opens the case of a claimed vend; undefined where it has one. */
    openClaim(machine: string, txn: string, atMs: number): number | undefined {
      const { changes, lastInsertRowid } = claim.run(machine, Math.floor(atMs), txn);
      return changes === 0 ? undefined : Number(lastInsertRowid);
    },
    /** Opens a case of grants at a machine that their cards' holders contest. */
    openBurst: (machine: string, atMs: number): number =>
      Number(burst.run(machine, Math.floor(atMs)).lastInsertRowid),
    find: (id: number): CaseRow | undefined => one.get(id),
    /** What waits for a person, the oldest first. */
    waiting: (count: number): CaseRow[] => waiting.all(count),
    /** How much waits for a person, and since when the oldest of it does. */
    sum: () => sum.get() as { count: number; oldestMs: number | null },
    /** What was decided, the newest first. */
    ended: (count: number): CaseRow[] => ended.all(count),
    /** False where it has an end already. */
    end: (id: number, { verdict, why, pieces, atMs, by, reason }: CaseEnd): boolean =>
      end.run(verdict, why, pieces, Math.floor(atMs), by, reason, id).changes === 1,
  };
}
export type CaseStore = ReturnType<typeof createCaseStore>;
