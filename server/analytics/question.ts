import type { AnalyticsQuery, SplitBy } from '../../protocol/http/analytics.ts';
import { quarterMs, quarterOf } from '../ledger/quarter.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { Slice } from './analytics.ts';
import { boundariesOf, datePlus, daysBetween, midnightOf, type Run, runsOf, sameTimeOn } from './steps.ts';

/** The longest ranges, in days: some ten thousand hours, or ten years. */
export const maxDays = { hour: 400, day: 3_660, week: 3_660 } as const;

/** Why a question cannot be answered as it stands. */
export interface BadQuestion {
  readonly code: 'RANGE_INVALID' | 'RANGE_TOO_LONG' | 'SPLIT_INVALID';
  readonly message: string;
}

/** What the fleet is at the moment of the question. */
export interface Surroundings {
  readonly timeZone: string;
  readonly nowMs: number;
  readonly machines: readonly { readonly id: string; readonly name: string; readonly district: string }[];
  readonly products: readonly Pick<PolicyDocument['products'][number], 'id' | 'name'>[];
}

/** A question that was checked and put into the terms of a source. */
export interface Question {
  readonly measure: AnalyticsQuery['measure'];
  readonly by: SplitBy;
  readonly runs: readonly Run[];
  /** The range as one step, and the one of as many days right before it. */
  readonly whole: Run;
  readonly before: Run;
  /** The filters of each slice; a list that is absent means all. */
  readonly filters: Pick<Slice, 'machines' | 'products' | 'reasons'>;
  readonly districtOf: ReadonlyMap<string, string>;
}

/** Checks a question, and finds its steps and machines. Names that nothing has become filters that nothing passes. */
export function questionOf(
  query: AnalyticsQuery,
  { timeZone, nowMs, machines }: Omit<Surroundings, 'products'>,
):
  | { readonly ok: true; readonly question: Question }
  | { readonly ok: false; readonly problem: BadQuestion } {
  const bad = (code: BadQuestion['code'], message: string) =>
    ({ ok: false, problem: { code, message } }) as const;
  const { measure, by, from, to, step } = query;
  if (measure !== 'refusals' && (by === 'reason' || query.reasons !== undefined))
    return bad('SPLIT_INVALID', 'Only refusals have reasons.');
  const [startMs, lastMs] = [midnightOf(from, timeZone), midnightOf(to, timeZone)];
  if (startMs === undefined || lastMs === undefined)
    return bad('RANGE_INVALID', 'There is no such date: say from and to as YYYY-MM-DD.');
  if (from > to) return bad('RANGE_INVALID', 'The range ends before it begins.');
  const days = daysBetween(from, to);
  if (days > maxDays[step])
    return bad('RANGE_TOO_LONG', `By ${step} a range may have ${maxDays[step]} days; this one has ${days}.`);

  const boundaries = boundariesOf(step, from, to, timeZone);
  const endMs = boundaries.at(-1) as number;
  const districtOf = new Map(machines.map(({ id, district }) => [id, district]));
  return {
    ok: true,
    question: {
      measure,
      by,
      runs: runsOf(boundaries),
      whole: { startMs, endMs, stepMs: endMs - startMs },
      before: runBefore(),
      filters: { ...machineFilter(query, districtOf), ...wordFilters(query) },
      districtOf,
    },
  };

  /** A range under way is held against as much of the one before: a week of six days and a bit is no week. */
  function runBefore(): Run {
    const beforeMs = midnightOf(datePlus(from, -days), timeZone) as number;
    const isUnderWay = (startMs as number) <= nowMs && nowMs < endMs;
    const stopMs = isUnderWay ? quarterAfter(sameTimeOn(nowMs, -days, timeZone)) : (startMs as number);
    return { startMs: beforeMs, endMs: stopMs, stepMs: stopMs - beforeMs };
  }
}

/** Roll-ups have quarters of an hour: the one under way counts whole, and never nothing at all. */
function quarterAfter(atMs: number): number {
  return quarterOf(atMs) + quarterMs;
}

function machineFilter(
  { districts, machines }: AnalyticsQuery,
  districtOf: ReadonlyMap<string, string>,
): Pick<Slice, 'machines'> {
  if (districts === undefined && machines === undefined) return {};
  const wanted = [...districtOf].filter(
    ([id, district]) => (districts?.includes(district) ?? true) && (machines?.includes(id) ?? true),
  );
  return { machines: wanted.map(([id]) => id) };
}

function wordFilters({ measure, products, reasons }: AnalyticsQuery): Pick<Slice, 'products' | 'reasons'> {
  const named = products === undefined ? {} : { products };
  return measure === 'refusals' && reasons !== undefined ? { ...named, reasons } : named;
}
