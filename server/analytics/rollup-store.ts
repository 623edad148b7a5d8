import type { Db } from '../store/open.ts';
import type { Slice, Split } from './analytics.ts';

/** Tallies of one reading: `step` counts from the run's beginning. */
export interface RollupRow {
  readonly step: number;
  readonly key: string;
  readonly cls: number;
  readonly n: number;
}

/** What the roll-ups are asked: a slice's quarters from `fromMs` to before `toMs`. */
export interface RollupQuestion extends Slice {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What each measure counts. Staff's test vends are nobody's masks. */
const counted = {
  masks: { table: 'rollups', n: 'SUM(pieces)', cls: '0', where: "AND authority <> 'staff'" },
  vends: { table: 'rollups', n: 'SUM(given)', cls: '0', where: "AND authority <> 'staff'" },
  refusals: {
    table: 'refusal_rollups',
    n: 'SUM(refusals)',
    cls: '0',
    where: 'AND (@reasons IS NULL OR reason IN (SELECT value FROM json_each(@reasons)))',
  },
  service: { table: 'service_rollups', n: 'SUM(vends)', cls: 'class', where: '' },
} as const;

/** The column that a split reads; names of ours alone. */
const keys: Readonly<Record<Split, string>> = {
  none: "''",
  machine: 'machine',
  product: 'product',
  reason: 'reason',
};

/**
 * The ledger's own roll-ups: figures where there is no InfluxDB, or while it is down. `catchUp` brings them up to the
 * books.
 */
export function createRollupStore(db: Db, catchUp: () => void) {
  // Staff's test vends are nobody's masks.
  const totals = db.prepare<[number], { today: number; total: number; newest: number | null }>(
    `SELECT COALESCE(SUM(CASE WHEN quarter >= ? THEN pieces END), 0) AS today, COALESCE(SUM(pieces), 0) AS total,
       MAX(newest_at) AS newest FROM rollups WHERE authority <> 'staff'`,
  );
  const newest = db.prepare<[], { newest: number | null }>(
    `SELECT MAX(newest_at) AS newest FROM (
       SELECT MAX(newest_at) AS newest_at FROM rollups WHERE authority <> 'staff' AND quarter =
         (SELECT quarter FROM rollups WHERE authority <> 'staff' ORDER BY quarter DESC LIMIT 1)
       UNION ALL
       SELECT MAX(newest_at) FROM refusal_rollups WHERE quarter = (SELECT MAX(quarter) FROM refusal_rollups))`,
  );
  const first = db.prepare<[], { first: number | null }>(
    `SELECT MIN(quarter) AS first FROM (SELECT MIN(quarter) AS quarter FROM rollups
       UNION ALL SELECT MIN(quarter) FROM refusal_rollups)`,
  );

  const readers = new Map<string, ReturnType<typeof prepare>>();
  function prepare(measure: Slice['measure'], split: Split) {
    const { table, n, cls, where } = counted[measure];
    return db.prepare<[Record<string, number | string | null>], RollupRow>(
      // A number is bound as a real one, and divides as such.
      `SELECT CAST((quarter - @startMs) / @stepMs AS INTEGER) AS step, ${keys[split]} AS key, ${cls} AS cls, ${n} AS n FROM ${table}
       WHERE quarter >= @fromMs AND quarter < @toMs ${where}
         AND (@machines IS NULL OR machine IN (SELECT value FROM json_each(@machines)))
         AND (@products IS NULL OR product IN (SELECT value FROM json_each(@products)))
       GROUP BY 1, 2, 3 HAVING n > 0`,
    );
  }

  return {
    /** Masks since an instant and in all. */
    masks(sinceMs: number) {
      catchUp();
      return totals.get(sinceMs) ?? { today: 0, total: 0, newest: null };
    },

    /** The newest vend or refusal. */
    newestMs(): number | null {
      catchUp();
      return newest.get()?.newest ?? null;
    },

    /** The first quarter of an hour of which anything is known. */
    firstMs(): number | null {
      catchUp();
      return first.get()?.first ?? null;
    },

    /** Counts by step and key, of a part of a run. */
    tallies(question: RollupQuestion): RollupRow[] {
      catchUp();
      const { measure, split, run, fromMs, toMs } = question;
      const name = `${measure} ${split}`;
      const reader = readers.get(name) ?? prepare(measure, split);
      readers.set(name, reader);
      const list = (names: readonly string[] | undefined) =>
        names === undefined ? null : JSON.stringify(names);
      return reader.all({
        ...{ fromMs, toMs, startMs: run.startMs, stepMs: run.stepMs },
        machines: list(question.machines),
        products: list(question.products),
        ...(measure === 'refusals' ? { reasons: list(question.reasons) } : {}),
      });
    },
  };
}
export type RollupStore = ReturnType<typeof createRollupStore>;
