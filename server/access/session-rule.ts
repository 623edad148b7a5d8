/** A session ends after this long without use: a shift. */
export const idleEndMs = 12 * 3_600_000;
/** A session ends after this long in any case. */
export const absoluteEndMs = 7 * 24 * 3_600_000;
/** The use of a session is written down this often at most: one write a minute and browser. */
export const noteUseEveryMs = 60_000;

/** The two times that a session lives by, in ms since 1970. */
export interface SessionTimes {
  readonly createdAtMs: number;
  readonly usedAtMs: number;
}

/** Whether a session still counts. */
export function isAlive({ createdAtMs, usedAtMs }: SessionTimes, nowMs: number): boolean {
  return nowMs - usedAtMs < idleEndMs && nowMs - createdAtMs < absoluteEndMs;
}

/** Whether this use has to be written down. */
export function isUseNews({ usedAtMs }: SessionTimes, nowMs: number): boolean {
  return nowMs - usedAtMs >= noteUseEveryMs;
}
