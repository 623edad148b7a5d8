import { Temporal } from 'temporal-polyfill';
import { type Weekday, weekdays } from './document.ts';

/** Times of day on some days of the week; `24:00` is the end of the day. */
export interface Times {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

/** A stretch [start, end) of time, in ms since 1970, in which all is open or all is closed; another of its kind may follow. */
export interface Stretch {
  readonly open: boolean;
  readonly start: number;
  readonly end: number;
}

/** The stretch that holds an instant. */
export type Schedule = (atMs: number) => Stretch;

/** Stretches kept of each schedule: decisions ask about now, and refusals about the next few days. */
const maxKept = 16;

/** How far ahead an opening is looked for: a year and a little. */
const reachMs = 370 * 86_400_000;

/** The schedule of some times in a time zone, with its daylight saving; on `closed` dates (YYYY-MM-DD) nothing opens. */
export function scheduleOf(times: readonly Times[], closed: readonly string[], timeZone: string): Schedule {
  const shut = new Set(closed);
  const kept: Stretch[] = [];
  return (atMs) => {
    const known = kept.find(({ start, end }) => start <= atMs && atMs < end);
    if (known) return known;
    const found = findStretch(times, shut, timeZone, atMs);
    kept.unshift(found);
    kept.length = Math.min(kept.length, maxKept);
    return found;
  };
}

/** The first instant from `atMs` on at which it is open; undefined: not within a year. */
export function openFrom(schedule: Schedule, atMs: number): number | undefined {
  for (let at = atMs; at <= atMs + reachMs; ) {
    const { open, end } = schedule(at);
    if (open) return at;
    at = end;
  }
  return undefined;
}

function findStretch(
  times: readonly Times[],
  closed: ReadonlySet<string>,
  timeZone: string,
  atMs: number,
): Stretch {
  const date = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).startOfDay().epochMilliseconds;
  const [midnight, nextMidnight] = [startOf(date), startOf(date.add({ days: 1 }))];
  const instant = (clock: string) =>
    clock === '24:00'
      ? nextMidnight
      : date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
  const weekday = weekdays[date.dayOfWeek - 1] as Weekday;
  const open = closed.has(date.toString())
    ? []
    : times
        .filter(({ days }) => days.includes(weekday))
        .map(({ from, to }) => ({ start: instant(from), end: instant(to) }));
  const now = open.find(({ start, end }) => start <= atMs && atMs < end);
  if (now) return { open: true, ...now };
  return {
    open: false,
    start: Math.max(midnight, ...open.map(({ end }) => end).filter((end) => end <= atMs)),
    end: Math.min(nextMidnight, ...open.map(({ start }) => start).filter((start) => start > atMs)),
  };
}
