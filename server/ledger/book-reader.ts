import type { Db } from '../store/open.ts';
import type { Refusal } from './refusal.ts';
import type { Vend } from './vend.ts';

/** A vend as it stands in the books; `id` rises by one with each that is booked. */
export interface BookedVend extends Vend {
  readonly id: number;
  /** Where its machine stands; empty where that is not known. */
  readonly district: string;
}

/** A refusal as it stands in the books; `id` rises by one with each. */
export interface BookedRefusal extends Refusal {
  readonly id: number;
  readonly district: string;
}

/** How far somebody has read in each of the books: the id of the last row. */
export interface Reach {
  readonly vends: number;
  readonly refusals: number;
}

type VendRow = Omit<BookedVend, 'assumed' | 'late'> & { readonly assumed: number; readonly late: number };

/** Reads the books of vends and refusals in the order in which they were written. */
export function createBookReader(db: Db) {
  const vends = db.prepare<[number, number], VendRow>(
    `SELECT v.id, v.machine, v.txn, v.epoch, v.seq, v.slot, v.product, v.at AS atMs, v.requested, v.items, v.pieces,
       v.fault, v.vend_counter AS vendCounter, v.authority, v.assumed, v.late, v.took_ms AS tookMs,
       COALESCE(m.district, '') AS district
     FROM vends v LEFT JOIN machines m ON m.id = v.machine WHERE v.id > ? ORDER BY v.id LIMIT ?`,
  );
  const refusals = db.prepare<[number, number], BookedRefusal>(
    `SELECT r.id, r.machine, r.txn, r.product, r.reason, r.at AS atMs, COALESCE(m.district, '') AS district
     FROM refusals r LEFT JOIN machines m ON m.id = r.machine WHERE r.id > ? ORDER BY r.id LIMIT ?`,
  );
  const end = db.prepare<[], Reach>(
    `SELECT COALESCE((SELECT MAX(id) FROM vends), 0) AS vends,
       COALESCE((SELECT MAX(id) FROM refusals), 0) AS refusals`,
  );

  return {
    /** Up to `count` vends behind the one with this id. */
    vends: (after: number, count: number): BookedVend[] =>
      vends.all(after, count).map((row) => ({ ...row, assumed: row.assumed === 1, late: row.late === 1 })),
    /** Up to `count` refusals behind the one with this id. */
    refusals: (after: number, count: number): BookedRefusal[] => refusals.all(after, count),
    /** The last rows of both. */
    end: (): Reach => end.get() ?? { vends: 0, refusals: 0 },
  };
}

/** How far a reader of this name has come, as a small fact beside the books: part of the commit that it belongs to. */
export function createBookmark(db: Db, name: string) {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?');
  const put = db.prepare(
    'INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  return {
    read(): Reach {
      const [vends = 0, refusals = 0] = (get.get(name)?.value ?? '').split(' ').map(Number);
      return { vends, refusals };
    },
    write({ vends, refusals }: Reach): void {
      put.run(name, `${vends} ${refusals}`);
    },
  };
}
