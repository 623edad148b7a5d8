import { Temporal } from 'temporal-polyfill';
import type { Window } from './document.ts';

const hourMs = 3_600_000;

/** The length of a rolling window in ms: (t - length, t]; a day is 24 h (ledger.md, rule). */
export function rollingMs(window: Window): number | undefined {
  if (!('rolling' in window)) return undefined;
  return 'days' in window.rolling ? window.rolling.days * 24 * hourMs : window.rolling.hours * hourMs;
}

/** A span [start, end) of a calendar window, in ms since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The calendar window that holds an instant, in a time zone, with its daylight saving. */
export type Calendar = (atMs: number) => Span;

/** Spans kept of each calendar: decisions ask about now, and debts about the next few. */
const maxSpans = 16;
const calendars = new Map<string, Calendar>();

/** The calendar of a window that isn't rolling. Calendars are shared, as finding a span is far dearer than using it. */
export function calendarOf(window: Exclude<Window, { rolling: unknown }>, timeZone: string): Calendar {
  const name = JSON.stringify([window, timeZone]);
  const known = calendars.get(name);
  if (known) return known;
  const spans: Span[] = [];
  const calendar: Calendar = (atMs) => {
    const kept = spans.find((span) => span.start <= atMs && atMs < span.end);
    if (kept) return kept;
    const span = findSpan(window, timeZone, atMs);
    spans.unshift(span);
    spans.length = Math.min(spans.length, maxSpans);
    return span;
  };
  calendars.set(name, calendar);
  return calendar;
}

function findSpan(window: Exclude<Window, { rolling: unknown }>, timeZone: string, atMs: number): Span {
  const day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  const startOf = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).startOfDay().epochMilliseconds;
  const span = (first: Temporal.PlainDate, duration: Temporal.DurationLike) => ({
    start: startOf(first),
    end: startOf(first.add(duration)),
  });
  if ('weeks' in window) {
    const anchor = Temporal.PlainDate.from(window.anchor);
    const length = window.weeks * 7;
    const whole = Math.floor(anchor.until(day, { largestUnit: 'days' }).days / length);
    return span(anchor.add({ days: whole * length }), { days: length });
  }
  if (window.calendar === 'day') return span(day, { days: 1 });
  if (window.calendar === 'month') return span(day.with({ day: 1 }), { months: 1 });
  const first = weekdayNumbers[window.firstDay];
  return span(day.subtract({ days: (day.dayOfWeek - first + 7) % 7 }), { days: 7 });
}

const weekdayNumbers = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
} as const;

/** Full years since a birth (YYYY-MM-DD) in a time zone; who was born on 29 February has a birthday on 1 March elsewhen. */
export function ageAt(born: string, atMs: number, timeZone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  return Temporal.PlainDate.from(born).until(today, { largestUnit: 'years' }).years;
}
