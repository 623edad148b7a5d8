import type { Db } from '../store/open.ts';
import type { Refusal } from './refusal.ts';

/** The book of decisions that gave nothing. `onBooked` is told of each row, in the same transaction. */
export function createRefusalStore(db: Db, onBooked: () => void) {
  const insert = db.prepare(
    'INSERT INTO refusals (machine, txn, product, reason, at) VALUES (@machine, @txn, @product, @reason, @atMs)',
  );

  return {
    /** Books one refusal; the caller sees to it that a txn is refused once. */
    book(refusal: Refusal): void {
      insert.run(refusal);
      onBooked();
    },
  };
}
export type RefusalStore = ReturnType<typeof createRefusalStore>;
