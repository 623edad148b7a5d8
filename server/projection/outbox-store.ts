import type { VendPoint } from '../ledger/vend.ts';
import type { Db } from '../store/open.ts';

/** A row of the outbox: ids rise in the order of booking. */
export interface OutboxRow {
  readonly id: number;
  readonly point: VendPoint;
}

/** What InfluxDB has still to be told. */
export function createOutboxStore(db: Db) {
  const next = db.prepare<[number], { id: number; point: string }>(
    'SELECT id, point FROM outbox ORDER BY id LIMIT ?',
  );
  const done = db.prepare('DELETE FROM outbox WHERE id <= ?');
  const counts = db.prepare<[], { waiting: number; rejected: number }>(
    'SELECT (SELECT COUNT(*) FROM outbox) AS waiting, (SELECT COUNT(*) FROM outbox_rejected) AS rejected',
  );
  const reject = db.prepare('INSERT INTO outbox_rejected SELECT id, point, ?, ? FROM outbox WHERE id = ?');

  return {
    next: (count: number): OutboxRow[] =>
      next.all(count).map(({ id, point }) => ({ id, point: JSON.parse(point) as VendPoint })),

    /** Everything up to `id` is in InfluxDB, but for what it refuses: that is set aside with its reason. */
    done(id: number, rejected: readonly { id: number; reason: string }[], nowMs: number): void {
      for (const one of rejected) reject.run(one.reason, Math.floor(nowMs), one.id);
      done.run(id);
    },

    counts: () => counts.get() ?? { waiting: 0, rejected: 0 },
  };
}
export type OutboxStore = ReturnType<typeof createOutboxStore>;
