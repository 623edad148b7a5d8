/** A quarter of an hour in ms: the finest step of the roll-ups. Every time zone's days are made of these. */
export const quarterMs = 15 * 60_000;

/** The beginning of the quarter of an hour that holds an instant (ms since 1970). */
export function quarterOf(atMs: number): number {
  return Math.floor(atMs / quarterMs) * quarterMs;
}
