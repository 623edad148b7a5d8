/** How far back a pace looks. */
export const paceDays = 7;
/** A slot that has only just begun to give is reckoned as if this share of a day had fallen: three vends are no pace. */
export const shortestShare = 1 / 4;
/** Items of the whole city in the last seven days below which its usual day is not known: every hour counts alike. */
export const rhythmMinItems = 500;
/** An emptying beyond this is not told. */
export const horizonDays = 366;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Shares of a day's items by the hours since local midnight; they add up to 1. */
export type Rhythm = readonly number[];

/** A city's usual day, and the last local midnight, from which its hours count. */
export interface UsualDay {
  readonly rhythm: Rhythm;
  readonly dayStartMs: number;
}

/** The same in each hour. */
export const flatRhythm: Rhythm = Array.from({ length: 24 }, () => 1 / 24);

/**
 * The city's usual day, from whole hours that were looked at, those in which nothing fell too; `hour` counts from local
 * midnight, 0 to 23. An hour of the day counts by its own mean. One that was never looked at takes the mean of the
 * others: in a city's first day it is not known to sleep, and a machine must not be promised a night that nobody has seen.
 */
export function rhythmOf(seen: readonly { readonly hour: number; readonly items: number }[]): Rhythm {
  if (seen.reduce((sum, { items }) => sum + items, 0) < rhythmMinItems) return flatRhythm;
  const means = flatRhythm.map((_, hour) => {
    const same = seen.filter((one) => one.hour === hour);
    return same.length === 0 ? undefined : same.reduce((sum, { items }) => sum + items, 0) / same.length;
  });
  const known = means.filter((mean) => mean !== undefined);
  const usual = known.reduce((sum, mean) => sum + mean, 0) / known.length;
  const day = means.map((mean) => mean ?? usual);
  const total = day.reduce((sum, mean) => sum + mean, 0);
  return day.map((mean) => mean / total);
}

/** The share of a day's items that falls between two moments, of a span of seven days at most. */
function shareBetween(fromMs: number, toMs: number, { rhythm, dayStartMs }: UsualDay): number {
  // Any 24 hours in a row hold the whole rhythm once.
  const days = Math.floor((toMs - fromMs) / dayMs);
  let share = days;
  for (let atMs = fromMs + days * dayMs; atMs < toMs; ) {
    const hour = hourAt(atMs, dayStartMs);
    const untilMs = Math.min(toMs, hour.endMs);
    share += (shareOf(rhythm, hour.ofDay) * (untilMs - atMs)) / hourMs;
    atMs = untilMs;
  }
  return share;
}

/**
 * Items in 24 hours, of what fell in the last seven days. A machine that began in them is reckoned from then on by the
 * hours of the day it has stood through: a morning alone is not a quarter of a city's day. `sinceMs`: when the ledger
 * first heard of it, null where it never did.
 */
export function perDayOf(items: number, sinceMs: number | null, nowMs: number, day: UsualDay): number {
  if (items <= 0) return 0;
  const fromMs = Math.max(nowMs - paceDays * dayMs, sinceMs ?? 0);
  return items / Math.max(shortestShare, shareBetween(fromMs, nowMs, day));
}

/**
 * When `stock` items will have fallen at a pace, spread over the hours of the day as the rhythm says. Continuous time
 * would promise a machine that closes at night too long a day and too short a night, by hours either way.
 * Undefined: nothing is there or is given, or not within a year.
 */
export function emptyingAt(
  stock: number,
  perDay: number,
  { rhythm, dayStartMs }: UsualDay,
  nowMs: number,
): number | undefined {
  if (stock <= 0 || perDay <= 0 || stock / perDay > horizonDays) return undefined;
  // Any 24 hours in a row hold the whole rhythm once.
  const wholeDays = Math.floor(stock / perDay);
  let left = stock - wholeDays * perDay;
  let atMs = nowMs;
  for (let step = 0; left > 0 && step <= 24; step++) {
    const hour = hourAt(atMs, dayStartMs);
    const untilNextMs = hour.endMs - atMs;
    const inHour = (perDay * shareOf(rhythm, hour.ofDay) * untilNextMs) / hourMs;
    if (inHour >= left) {
      atMs += (untilNextMs * left) / inHour;
      break;
    }
    left -= inHour;
    atMs = hour.endMs;
  }
  return Math.ceil(atMs + wholeDays * dayMs);
}

/** Which hour of the day a moment lies in, before or after the midnight that is counted from, and when it ends. */
function hourAt(atMs: number, dayStartMs: number): { readonly ofDay: number; readonly endMs: number } {
  const hour = Math.floor((atMs - dayStartMs) / hourMs);
  return { ofDay: ((hour % 24) + 24) % 24, endMs: dayStartMs + (hour + 1) * hourMs };
}

const shareOf = (rhythm: Rhythm, ofDay: number): number => rhythm[ofDay] ?? 0;
