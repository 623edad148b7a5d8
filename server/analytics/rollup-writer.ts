import type { BookedRefusal, BookedVend } from '../ledger/book-reader.ts';
import { quarterOf } from '../ledger/quarter.ts';
import { serviceClassOf } from '../ledger/service-time.ts';
import type { Db } from '../store/open.ts';

interface Tally {
  readonly key: readonly (string | number)[];
  readonly sums: number[];
  newestAtMs: number;
}

/** Adds up rows by their key before anything is written. */
function tallied<Row extends { readonly atMs: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly (string | number)[],
  countsOf: (row: Row) => readonly number[],
): Iterable<Tally> {
  const tallies = new Map<string, Tally>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = key.join('\n');
    const counts = countsOf(row);
    const tally = tallies.get(name);
    if (tally === undefined) tallies.set(name, { key, sums: [...counts], newestAtMs: row.atMs });
    else {
      for (const [at, count] of counts.entries()) tally.sums[at] = (tally.sums[at] ?? 0) + count;
      tally.newestAtMs = Math.max(tally.newestAtMs, row.atMs);
    }
  }
  return tallies.values();
}

/** Writes the roll-ups of masks, service times and refusals by quarter of an hour, from rows of the books. */
export function createRollupWriter(db: Db) {
  const addVends = db.prepare(
    `INSERT INTO rollups (quarter, machine, product, authority, vends, given, items, pieces, newest_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET vends = vends + excluded.vends, given = given + excluded.given,
       items = items + excluded.items, pieces = pieces + excluded.pieces, newest_at = MAX(newest_at, excluded.newest_at)`,
  );
  const addService = db.prepare(
    `INSERT INTO service_rollups VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET vends = vends + excluded.vends`,
  );
  const addRefusals = db.prepare(
    `INSERT INTO refusal_rollups VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET refusals = refusals + excluded.refusals, newest_at = MAX(newest_at, excluded.newest_at)`,
  );

  return (vends: readonly BookedVend[], refusals: readonly BookedRefusal[]): void => {
    const masks = tallied(
      vends,
      ({ atMs, machine, product, authority }) => [quarterOf(atMs), machine, product, authority],
      ({ items, pieces }) => [1, Math.min(items, 1), items, pieces],
    );
    for (const { key, sums, newestAtMs } of masks) addVends.run(...key, ...sums, newestAtMs);
    const served = tallied(
      vends.filter((vend): vend is BookedVend & { tookMs: number } => vend.tookMs !== null),
      ({ atMs, machine, product, tookMs }) => [quarterOf(atMs), machine, product, serviceClassOf(tookMs)],
      () => [1],
    );
    for (const { key, sums } of served) addService.run(...key, ...sums);
    const refused = tallied(
      refusals,
      ({ atMs, machine, product, reason }) => [quarterOf(atMs), machine, product, reason],
      () => [1],
    );
    for (const { key, sums, newestAtMs } of refused) addRefusals.run(...key, ...sums, newestAtMs);
  };
}
