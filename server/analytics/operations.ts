import type { Following } from '../ledger/following.ts';
import type { Db } from '../store/open.ts';
import { createRollupStore, type RollupQuestion } from './rollup-store.ts';
import { createRollupWriter } from './rollup-writer.ts';

/** What analytics asks the ledger's database. */
export function createAnalyticsOperations(db: Db, following: Following) {
  following.add(createRollupWriter(db));
  const rollups = createRollupStore(db, following.catchUp);
  return {
    masks: (sinceMs: number) => rollups.masks(sinceMs),
    rollupTallies: (question: RollupQuestion) => rollups.tallies(question),
    rollupNewestMs: () => rollups.newestMs(),
    rollupFirstMs: () => rollups.firstMs(),
  };
}
