import type { VendPoint } from '../ledger/vend.ts';
import { type Db, readSetting, writeSetting } from '../store/open.ts';

/** A row of the outbox: ids rise in the order of booking. */
export interface OutboxRow {
  readonly id: number;
  readonly point: VendPoint;
}

/** A row whose point InfluxDB refuses, and why. */
export interface RejectedPoint {
  readonly id: number;
  readonly reason: string;
}

interface VendRow extends Omit<VendPoint, 'assumed' | 'late'> {
  readonly id: number;
  readonly assumed: number;
  readonly late: number;
}

/** What InfluxDB has still to be told. */
export function createOutboxStore(db: Db) {
  const next = db.prepare<[number], { id: number; point: string }>(
    'SELECT id, point FROM outbox ORDER BY id LIMIT ?',
  );
  const done = db.prepare('DELETE FROM outbox WHERE id <= ?');
  const counts = db.prepare<[], { waiting: number; rejected: number }>(
    // Ids rise by one and leave in order, so their ends tell the number; counting rows would take the longer, the
    // longer InfluxDB is down.
    `SELECT COALESCE((SELECT MAX(id) FROM outbox) - (SELECT MIN(id) FROM outbox) + 1, 0) AS waiting,
       (SELECT COUNT(*) FROM outbox_rejected) AS rejected`,
  );
  const begin = db.prepare(
    "INSERT OR REPLACE INTO settings SELECT 'refill', '0 ' || COALESCE(MAX(id), 0) FROM vends",
  );
  const empty = db.prepare('DELETE FROM outbox');
  const emptyRejected = db.prepare('DELETE FROM outbox_rejected');
  const some = db.prepare<[number, number, number], VendRow>(
    `SELECT v.id, v.machine, v.txn, v.epoch, v.seq, v.slot, v.product, v.at AS atMs, v.requested, v.items, v.pieces,
       v.fault, v.vend_counter AS vendCounter, v.authority, v.assumed, v.late, COALESCE(m.district, '') AS district
     FROM vends v LEFT JOIN machines m ON m.id = v.machine WHERE v.id > ? AND v.id <= ? ORDER BY v.id LIMIT ?`,
  );
  const add = db.prepare('INSERT INTO outbox (point) VALUES (?)');
  const reject = db.prepare('INSERT INTO outbox_rejected SELECT id, point, ?, ? FROM outbox WHERE id = ?');

  /** The vends of a refill that are in the outbox, and the last one that is to be. */
  function refillState(): { after: number; until: number } {
    const [after = 0, until = 0] = (readSetting(db, 'refill') ?? '').split(' ').map(Number);
    return { after, until };
  }

  return {
    next: (count: number): OutboxRow[] =>
      next.all(count).map(({ id, point }) => ({ id, point: JSON.parse(point) as VendPoint })),

    /** Everything up to `id` is in InfluxDB, but for what it refuses: that is set aside with its reason. */
    done(id: number, rejected: readonly RejectedPoint[], nowMs: number): void {
      for (const one of rejected) reject.run(one.reason, Math.floor(nowMs), one.id);
      done.run(id);
    },

    /**
     * InfluxDB has lost everything: all vends so far are put into the outbox again, by {@link refillSome}. Each vend
     * that waits in it now is among them.
     */
    refill(): void {
      begin.run();
      empty.run();
      emptyRejected.run();
    },

    /** Puts up to `count` vends of a refill under way into the outbox; true while there are more. */
    refillSome(count: number): boolean {
      const { after, until } = refillState();
      if (after >= until) return false;
      const rows = some.all(after, until, count);
      for (const { id: _, ...row } of rows) {
        const point: VendPoint = { ...row, assumed: row.assumed === 1, late: row.late === 1 };
        add.run(JSON.stringify(point));
      }
      writeSetting(db, 'refill', `${rows.at(-1)?.id ?? until} ${until}`);
      return true;
    },

    /** What a refill has still to put in waits too. */
    counts(): { waiting: number; rejected: number } {
      const { after, until } = refillState();
      const { waiting, rejected } = counts.get() ?? { waiting: 0, rejected: 0 };
      return { waiting: waiting + until - after, rejected };
    },
  };
}
export type OutboxStore = ReturnType<typeof createOutboxStore>;
