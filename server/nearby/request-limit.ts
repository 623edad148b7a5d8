import { addressKey } from '../access/wait-rule.ts';
import { boundedMap } from '../bounded-map.ts';

/** How often one address may ask: so many at once, and so many a second in the long run. */
export interface RequestRule {
  readonly atOnce: number;
  readonly perSecond: number;
}

/**
 * A mobile network has thousands of phones behind one address, and a proxy all of them; each phone asks once and keeps the
 * answer for half a minute. So this stops a program that asks in a loop, and no crowd.
 */
export const nearbyRule: RequestRule = { atOnce: 200, perSecond: 20 };

/** Addresses that are remembered; the one that asked least lately goes first, and may begin anew. Some 150 bytes each. */
const maxRemembered = 10_000;

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** Counts the questions of each address; gives 0 where one is let through, or else how many ms to wait. `now` only grows. */
export function createRequestLimit(now: () => number, { atOnce, perSecond }: RequestRule) {
  const buckets = boundedMap<Bucket>(maxRemembered);
  return (address: string): number => {
    const key = addressKey(address);
    const nowMs = now();
    const known = buckets.get(key) ?? { left: atOnce, atMs: nowMs };
    const left = Math.min(atOnce, known.left + ((nowMs - known.atMs) / 1000) * perSecond);
    const isOpen = left >= 1;
    buckets.put(key, { left: isOpen ? left - 1 : left, atMs: nowMs });
    return isOpen ? 0 : Math.ceil(((1 - left) / perSecond) * 1000);
  };
}
export type RequestLimit = ReturnType<typeof createRequestLimit>;
