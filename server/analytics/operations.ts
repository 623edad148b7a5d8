import type { Db } from '../store/open.ts';
import { createRollupStore, type RollupQuestion } from './rollup-store.ts';

/** What analytics asks the ledger's database. */
export function createAnalyticsOperations(db: Db) {
  const rollups = createRollupStore(db);
  return {
    masks: (sinceMs: number) => rollups.masks(sinceMs),
    rollupTallies: (question: RollupQuestion) => rollups.tallies(question),
    rollupNewestMs: () => rollups.newestMs(),
    rollupFirstMs: () => rollups.firstMs(),
  };
}
