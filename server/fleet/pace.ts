/** How far back a pace looks. */
export const paceDays = 7;
/** A slot that has only just begun to give is reckoned as if it had done so for this long: three vends are no pace. */
export const shortestSpanMs = 6 * 3_600_000;
/** Items of the whole city in the last seven days below which its usual day is not known: every hour counts alike. */
export const rhythmMinItems = 500;
/** An emptying beyond this is not told. */
export const horizonDays = 366;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Shares of a day's items by the hours since local midnight; they add up to 1. */
export type Rhythm = readonly number[];

/** The same in each hour. */
export const flatRhythm: Rhythm = Array.from({ length: 24 }, () => 1 / 24);

/** The city's usual day, from the items of single hours. `hour` counts from local midnight, 0 to 23. */
export function rhythmOf(hours: readonly { readonly hour: number; readonly items: number }[]): Rhythm {
  const total = hours.reduce((sum, { items }) => sum + items, 0);
  if (total < rhythmMinItems) return flatRhythm;
  const shares = Array.from({ length: 24 }, () => 0);
  for (const { hour, items } of hours) shares[hour] = (shares[hour] ?? 0) + items / total;
  return shares;
}

/**
 * Items in 24 hours, of what fell in the last seven days; a machine that began in them is reckoned from then on.
 * `sinceMs`: when the ledger first heard of it, null where it never did.
 */
export function perDayOf(items: number, sinceMs: number | null, nowMs: number): number {
  if (items <= 0) return 0;
  const spanMs = Math.min(paceDays * dayMs, Math.max(shortestSpanMs, nowMs - (sinceMs ?? 0)));
  return (items * dayMs) / spanMs;
}

/**
 * When `stock` items will have fallen at a pace, spread over the hours of the day as the rhythm says. Continuous time
 * would promise a machine that closes at night too long a day and too short a night, by hours either way.
 * `dayStartMs`: the last local midnight. Undefined: nothing is there or is given, or not within a year.
 */
export function emptyingAt(
  stock: number,
  perDay: number,
  rhythm: Rhythm,
  nowMs: number,
  dayStartMs: number,
): number | undefined {
  if (stock <= 0 || perDay <= 0 || stock / perDay > horizonDays) return undefined;
  // Any 24 hours in a row hold the whole rhythm once.
  const wholeDays = Math.floor(stock / perDay);
  let left = stock - wholeDays * perDay;
  let atMs = nowMs;
  for (let step = 0; left > 0 && step <= 24; step++) {
    const sinceMidnight = atMs - dayStartMs;
    const hour = Math.floor(sinceMidnight / hourMs);
    const untilNextMs = (hour + 1) * hourMs - sinceMidnight;
    const inHour = (perDay * (rhythm[hour % 24] ?? 0) * untilNextMs) / hourMs;
    if (inHour >= left) {
      atMs += (untilNextMs * left) / inHour;
      break;
    }
    left -= inHour;
    atMs += untilNextMs;
  }
  return Math.ceil(atMs + wholeDays * dayMs);
}
