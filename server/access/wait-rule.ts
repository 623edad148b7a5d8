/** How failures turn into a wait: the first `free` cost nothing, each further one doubles the wait, up to `longestMs`. */
export interface WaitRule {
  readonly free: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * What is counted, and how hard. One name from one address waits longest: that is somebody who guesses. An address
 * waits a minute at most, as a whole office may share it; a name half a minute, as its owner must get in while others
 * guess from everywhere (and does not wait at all for them where he signed in before).
 */
export const waitRules = {
  pair: { free: 3, firstMs: 1_000, longestMs: 15 * 60_000 },
  address: { free: 20, firstMs: 1_000, longestMs: 60_000 },
  name: { free: 10, firstMs: 1_000, longestMs: 30_000 },
} as const satisfies Record<string, WaitRule>;

/** Failures are forgotten after this long without another. */
export const forgetAfterMs = 24 * 3_600_000;

/** Failures so far; `untilMs` is when the next try is let through, `lastMs` when the last one was. */
export interface Failures {
  readonly count: number;
  readonly lastMs: number;
  readonly untilMs: number;
}

/** How long the next try waits after so many failures. */
export function waitAfter(count: number, { free, firstMs, longestMs }: WaitRule): number {
  return count < free ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(count - free, 30));
}

/** How long a try has to wait now; 0 where it is let through. */
export function waitNow(failures: Failures | undefined, nowMs: number): number {
  return Math.max(0, (failures?.untilMs ?? 0) - nowMs);
}

/** The failures with one more. */
export function oneMore(failures: Failures | undefined, rule: WaitRule, nowMs: number): Failures {
  const known = failures !== undefined && nowMs - failures.lastMs < forgetAfterMs ? failures.count : 0;
  return { count: known + 1, lastMs: nowMs, untilMs: nowMs + waitAfter(known + 1, rule) };
}

/** The failures with one taken back: that try was right after all. */
export function oneLess(failures: Failures, rule: WaitRule): Failures | undefined {
  const count = failures.count - 1;
  return count === 0 ? undefined : { ...failures, count, untilMs: failures.lastMs + waitAfter(count, rule) };
}

/** What of an address stands for one household or host: all of IPv4, the first 64 bits of IPv6. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const whole = [
    ...groups,
    ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'),
    ...after,
  ];
  return whole.slice(0, 4).join(':').toLowerCase();
}
