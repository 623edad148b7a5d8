import type { Db } from '../store/open.ts';

/** Masks since an instant and in all, from the ledger's own roll-ups. Staff's test vends are nobody's masks. */
export function createRollupStore(db: Db) {
  const totals = db.prepare<[number], { today: number; total: number; newest: number | null }>(
    `SELECT COALESCE(SUM(CASE WHEN quarter >= ? THEN pieces END), 0) AS today, COALESCE(SUM(pieces), 0) AS total,
       MAX(newest_at) AS newest FROM rollups WHERE authority <> 'staff'`,
  );
  return {
    masks: (sinceMs: number) => totals.get(sinceMs) ?? { today: 0, total: 0, newest: null },
  };
}
export type RollupStore = ReturnType<typeof createRollupStore>;
