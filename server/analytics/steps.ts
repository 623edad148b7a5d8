import { Temporal } from 'temporal-polyfill';
import type { Step } from '../../protocol/http/analytics.ts';

const hourMs = 3_600_000;

/** Steps of one length, one after the other: [startMs, endMs). */
export interface Run {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** Local midnight of a date (YYYY-MM-DD) in a time zone, in ms since 1970; undefined for a date that is none. */
export function midnightOf(date: string, timeZone: string): number | undefined {
  try {
    const day = Temporal.PlainDate.from(date, { overflow: 'reject' });
    return day.toZonedDateTime(timeZone).startOfDay().epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The local date of an instant, as YYYY-MM-DD. */
export function dateOf(atMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** A date some days later, or earlier. */
export function datePlus(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The same time of the day, some days later or earlier: what a clock on the wall showed then. */
export function sameTimeOn(atMs: number, days: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).add({ days })
    .epochMilliseconds;
}

/** The hour (0 to 23) that a clock on the wall shows at an instant. */
export function hourOf(atMs: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).hour;
}

/** What calendar and clock on the wall show at an instant: YYYY-MM-DD, with HH:MM where asked. */
export function localTimeOf(instant: string, timeZone: string, withTime: boolean): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  const date = local.toPlainDate().toString();
  return withTime ? `${date} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}` : date;
}

/** Days from one date to another, both counted. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days + 1;
}

/**
 * Where the steps of the dates `from` to `to` (both included) begin, and where the last one ends, on the calendar of a
 * time zone with its daylight saving: a day has 23, 24 or 25 hours, an hour counts from local midnight, a week begins on
 * Monday. The first and the last week are cut at the range's ends, so that the numbers are those of the range.
 */
export function boundariesOf(step: Step, from: string, to: string, timeZone: string): number[] {
  const boundaries: number[] = [];
  const last = Temporal.PlainDate.from(to);
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).startOfDay().epochMilliseconds;
  let day = Temporal.PlainDate.from(from);
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    const next = day.add({ days: step === 'week' ? 8 - day.dayOfWeek : 1 });
    const end = startOf(next);
    const each = step === 'hour' ? hourMs : Number.POSITIVE_INFINITY;
    // A day that a zone left out altogether (Apia, 2011-12-30) has no step.
    for (let at = startOf(day); at < end; at += each) boundaries.push(at);
    day = next;
  }
  return [...boundaries, startOf(last.add({ days: 1 }))];
}

/** Neighbouring steps of one length put together: what a store can group by arithmetic alone. */
export function runsOf(boundaries: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const [at, startMs] of boundaries.slice(0, -1).entries()) {
    const endMs = boundaries[at + 1] as number;
    const before = runs.at(-1);
    if (before?.stepMs === endMs - startMs) runs[runs.length - 1] = { ...before, endMs };
    else runs.push({ startMs, endMs, stepMs: endMs - startMs });
  }
  return runs;
}
