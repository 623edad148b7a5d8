import { instantOf } from '../../protocol/mqtt/fields.ts';
import { quarterMs } from '../ledger/quarter.ts';
import type { Store } from '../store/client.ts';
import type { AnalyticsSource, Slice, Tally } from './analytics.ts';

/**
 * Rows of the roll-ups that one reading may touch: some 10 ms. Decisions wait for the ledger while it reads, so a long
 * question is many short ones, and decisions go in between.
 */
const rowsAtOnce = 20_000;
/** Rows of a busy machine in a quarter of an hour: products by authority or reason, or by class of service time. */
const rowsOfAMachine = { masks: 4, vends: 4, refusals: 6, service: 20 } as const;

/** Answers from the ledger's own roll-ups: where there is no InfluxDB, or while it is down. */
export function createLedgerAnalytics(store: Store): AnalyticsSource {
  return {
    name: 'ledger',

    async figures(dayStartMs) {
      const { today, total, newest } = await store.call('masks', dayStartMs);
      const asOf = newest === null ? null : instantOf(newest);
      return { masksToday: today, masksTotal: total, asOf, source: 'ledger' };
    },

    async tallies(slice) {
      const machines = (await store.call('machines')).length;
      const quarters = Math.max(
        1,
        Math.floor(rowsAtOnce / (rowsOfAMachine[slice.measure] * Math.max(1, machines))),
      );
      const found = new Map<string, Tally>();
      for (const [fromMs, toMs] of partsOf(slice, quarters * quarterMs))
        for (const { step, key, cls, n } of await store.call('rollupTallies', { ...slice, fromMs, toMs })) {
          const atMs = slice.run.startMs + step * slice.run.stepMs;
          const name = `${atMs} ${cls} ${key}`;
          found.set(name, { atMs, key, cls, n: n + (found.get(name)?.n ?? 0) });
        }
      return [...found.values()];
    },

    newestMs: () => store.call('rollupNewestMs'),
  };
}

function partsOf({ run }: Slice, lengthMs: number): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [];
  for (let at = run.startMs; at < run.endMs; at += lengthMs)
    parts.push([at, Math.min(at + lengthMs, run.endMs)]);
  return parts;
}
