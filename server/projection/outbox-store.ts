import {
  type BookedRefusal,
  type BookedVend,
  createBookmark,
  createBookReader,
  type Reach,
} from '../ledger/book-reader.ts';
import { type Db, readSetting, writeSetting } from '../store/open.ts';

/** What InfluxDB is told of, told apart by `kind`. */
export type OutboxPoint =
  | ({ readonly kind: 'vend' } & BookedVend)
  | ({ readonly kind: 'refusal' } & BookedRefusal);

/** Rows of the books that InfluxDB is told of together. */
export interface OutboxBatch {
  readonly from: Reach;
  readonly to: Reach;
  readonly points: readonly OutboxPoint[];
}

/** Rows that wait, and rows that InfluxDB refused. */
export interface OutboxCounts {
  readonly waiting: number;
  readonly rejected: number;
}

/** A row of the books whose point InfluxDB refuses, and why. */
export interface RejectedPoint {
  readonly kind: OutboxPoint['kind'];
  readonly id: number;
  readonly reason: string;
}

/**
 * What InfluxDB has still to be told: the books themselves, from where InfluxDB has come to on. So a point costs the
 * ledger nothing, and to fill InfluxDB anew is to begin at the beginning.
 */
export function createOutboxStore(db: Db) {
  const books = createBookReader(db);
  const bookmark = createBookmark(db, 'projected');
  const reject = db.prepare('INSERT OR REPLACE INTO points_rejected VALUES (?, ?, ?, ?)');
  const accept = db.prepare('DELETE FROM points_rejected');
  const rejected = db.prepare<[], number>('SELECT COUNT(*) FROM points_rejected').pluck();

  return {
    /** InfluxDB shall be emptied and told everything again, by whoever writes to it. */
    askAnew: (): void => writeSetting(db, 'project-anew', 'yes'),
    /** Whether that was asked for and has not begun. */
    isAskedAnew: (): boolean => readSetting(db, 'project-anew') === 'yes',

    /** Up to `count` rows, vends before refusals. */
    next(count: number): OutboxBatch {
      const [from, end] = [bookmark.read(), books.end()];
      // Mostly nothing waits, and it is asked every other second.
      if (from.vends === end.vends && from.refusals === end.refusals) return { from, to: from, points: [] };
      const vends = books.vends(from.vends, count);
      const refusals = books.refusals(from.refusals, count - vends.length);
      const to = {
        vends: vends.at(-1)?.id ?? from.vends,
        refusals: refusals.at(-1)?.id ?? from.refusals,
      };
      const points = [
        ...vends.map((vend) => ({ kind: 'vend' as const, ...vend })),
        ...refusals.map((refusal) => ({ kind: 'refusal' as const, ...refusal })),
      ];
      return { from, to, points };
    },

    /**
     * A batch is in InfluxDB, but for what it refuses: that is set aside with its reason. False, and nothing is kept,
     * where somebody began anew meanwhile.
     */
    done(
      { from, to }: Pick<OutboxBatch, 'from' | 'to'>,
      refused: readonly RejectedPoint[],
      nowMs: number,
    ): boolean {
      const now = bookmark.read();
      if (now.vends !== from.vends || now.refusals !== from.refusals) return false;
      for (const { kind, id, reason } of refused) reject.run(kind, id, reason, Math.floor(nowMs));
      bookmark.write(to);
      return true;
    },

    /** InfluxDB is empty: it is told all vends and refusals again. */
    refill(): void {
      bookmark.write({ vends: 0, refusals: 0 });
      accept.run();
      writeSetting(db, 'project-anew', 'no');
    },

    counts(): OutboxCounts {
      const [told, end] = [bookmark.read(), books.end()];
      return {
        // Ids rise by one, so their ends tell the number however long InfluxDB is down.
        waiting: end.vends - told.vends + end.refusals - told.refusals,
        rejected: rejected.get() ?? 0,
      };
    },
  };
}
export type OutboxStore = ReturnType<typeof createOutboxStore>;
