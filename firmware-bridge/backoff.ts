/** How long to wait before trying again; `random` gives a number in [0, 1). */
export interface BackoffLimits {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Exponential backoff with full jitter: anything between nothing and base x 2^attempt, up to the most. A fleet
 * that lost its server together does not come back together. `attempt` counts from 0.
 */
export function backoffMs(attempt: number, { baseMs, maxMs }: BackoffLimits, random: () => number): number {
  // 2^30 x base is beyond every limit; larger powers would only lose precision.
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.floor(random() * ceiling);
}
