import type { Pulse } from '../../protocol/http/analytics.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { quarterMs, quarterOf } from '../ledger/quarter.ts';
import type { Store } from '../store/client.ts';
import type { Analytics, AnalyticsSource, Tally } from './analytics.ts';
import { keepAnswers } from './keep-answers.ts';
import { boundariesOf, dateOf, datePlus, hourOf, sameTimeOn } from './steps.ts';

/** How long a pulse serves all who ask. */
const pulseKeptMs = 2_000;
/** How long the days before are kept: they change only where a machine tells late what it did. */
const pastKeptMs = 10 * 60_000;
const weeksBack = [1, 2, 3, 4] as const;

/** Masks of a day by quarter of an hour. */
type Quarters = ReadonlyMap<number, number>;

export interface PulseDeps {
  readonly store: Pick<Store, 'call'>;
  readonly analytics: Pick<Analytics, 'ask'>;
  /** The time of decisions and days. */
  readonly now: () => number;
  /** Milliseconds that only grow, for how long answers are kept. */
  readonly monotonic: () => number;
}

/** What the first page shows beside the totals; one reading serves all open pages for a while. */
export function createPulse({ store, analytics, now, monotonic }: PulseDeps): () => Promise<Pulse> {
  const pastDay = keepAnswers(
    { keptMs: pastKeptMs, max: weeksBack.length * 2, monotonic },
    ({ date, timeZone }: { date: string; timeZone: string }) =>
      analytics.ask((source) => quartersOf(source, hoursOf(date, timeZone))),
  );

  const pulse = keepAnswers({ keptMs: pulseKeptMs, max: 1, monotonic }, async (): Promise<Pulse> => {
    const nowMs = Math.floor(now());
    const timeZone = (await store.call('policy', nowMs))?.timeZone ?? 'UTC';
    const today = dateOf(nowMs, timeZone);
    const before = weeksBack.map((weeks) => datePlus(today, -7 * weeks));
    const past = await Promise.all(before.map((date) => pastDay({ date, timeZone })));
    const hours = hoursOf(today, timeZone);
    return analytics.ask(async (source) => {
      const [given, refused] = await Promise.all([quartersOf(source, hours), refusalsOf(source, hours)]);
      // A day on which nothing was given at all was not a normal one: closed, or before the first machine.
      const normal = past.flatMap((quarters, at) =>
        quarters.size === 0 ? [] : [byHour(quarters, before[at] as string, timeZone)],
      );
      return {
        at: instantOf(nowMs),
        source: source.name,
        masksLastWeek: past[0]?.size ? until(past[0], sameTimeOn(nowMs, -7, timeZone)) : null,
        refusedToday: refused.reduce((sum, { n }) => sum + n, 0),
        refusedBy: refused
          .map(({ key, n }) => ({ reason: key, count: n }))
          .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
        normalDays: normal.length,
        hours: hours.slice(0, -1).map((at, hour) => ({
          hour,
          at: instantOf(at),
          masks: at > nowMs ? null : sumBetween(given, at, hours[hour + 1] as number),
          ...bandOf(normal.flatMap((masks) => masks.get(hourOf(at, timeZone)) ?? [])),
        })),
      };
    });
  });
  return () => pulse(undefined);
}

const hoursOf = (date: string, timeZone: string) => boundariesOf('hour', date, date, timeZone);

function dayRun(hours: readonly number[]): { startMs: number; endMs: number } {
  return { startMs: hours[0] as number, endMs: hours.at(-1) as number };
}

async function quartersOf(source: AnalyticsSource, hours: readonly number[]): Promise<Quarters> {
  const run = { ...dayRun(hours), stepMs: quarterMs };
  const tallies = await source.tallies({ measure: 'masks', split: 'none', run });
  return new Map(tallies.map(({ atMs, n }) => [atMs, n]));
}

function refusalsOf(source: AnalyticsSource, hours: readonly number[]): Promise<Tally[]> {
  const { startMs, endMs } = dayRun(hours);
  return source.tallies({
    measure: 'refusals',
    split: 'reason',
    run: { startMs, endMs, stepMs: endMs - startMs },
  });
}

function sumBetween(quarters: Quarters, fromMs: number, toMs: number): number {
  let sum = 0;
  for (const [at, masks] of quarters) if (at >= fromMs && at < toMs) sum += masks;
  return sum;
}

/** Masks until an instant; of the quarter of an hour that holds it, its share of the time. */
function until(quarters: Quarters, atMs: number): number {
  const last = quarterOf(atMs);
  const share = (atMs - last) / quarterMs;
  const before = sumBetween(quarters, Number.NEGATIVE_INFINITY, last);
  return Math.round(before + (quarters.get(last) ?? 0) * share);
}

/** Masks of a day by what a clock on the wall showed; every hour of the day has its number. */
function byHour(quarters: Quarters, date: string, timeZone: string): ReadonlyMap<number, number> {
  const hours = hoursOf(date, timeZone);
  const masks = new Map<number, number>();
  for (const [at, startMs] of hours.slice(0, -1).entries()) {
    const hour = hourOf(startMs, timeZone);
    masks.set(hour, (masks.get(hour) ?? 0) + sumBetween(quarters, startMs, hours[at + 1] as number));
  }
  return masks;
}

function bandOf(masks: readonly number[]): {
  low: number | null;
  normal: number | null;
  high: number | null;
} {
  if (masks.length === 0) return { low: null, normal: null, high: null };
  const sorted = [...masks].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const normal = ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  return { low: sorted[0] as number, normal, high: sorted.at(-1) as number };
}
