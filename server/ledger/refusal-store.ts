import type { Db } from '../store/open.ts';
import { quarterOf } from './quarter.ts';
import type { Refusal, RefusalPoint } from './refusal.ts';

/** The books of decisions that gave nothing: the refusals, their roll-up and the outbox, always written together. */
export function createRefusalStore(db: Db) {
  const insert = db.prepare(
    'INSERT INTO refusals (machine, txn, product, reason, at) VALUES (@machine, @txn, @product, @reason, @atMs)',
  );
  const addRollup = db.prepare(
    `INSERT INTO refusal_rollups VALUES (@quarter, @machine, @product, @reason, 1, @atMs)
     ON CONFLICT DO UPDATE SET refusals = refusals + 1, newest_at = MAX(newest_at, excluded.newest_at)`,
  );
  const addOutbox = db.prepare('INSERT INTO outbox (point) VALUES (?)');
  const place = db.prepare<[string], { district: string }>('SELECT district FROM machines WHERE id = ?');

  return {
    /** Books one refusal; the caller sees to it that a txn is refused once. */
    book(refusal: Refusal): void {
      const id = Number(insert.run(refusal).lastInsertRowid);
      addRollup.run({ ...refusal, quarter: quarterOf(refusal.atMs) });
      const district = place.get(refusal.machine)?.district ?? '';
      addOutbox.run(JSON.stringify({ kind: 'refusal', ...refusal, id, district } satisfies RefusalPoint));
    },
  };
}
export type RefusalStore = ReturnType<typeof createRefusalStore>;
