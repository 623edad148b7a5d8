import type { Nearby } from '../../protocol/http/nearby.ts';
import { oneAtATime } from '../one-at-a-time.ts';

/** How old an answer may be before it is read anew: however many ask, the books are read six times a minute at most. */
const freshMs = 10_000;
/** While the books do not answer, what was told last is told again for so long; it says of when it is. */
const keptMs = 10 * 60_000;

/** Shares one answer among all who ask. Undefined: nobody knows, and nobody knew lately. `now` in ms that only grow. */
export function createShared(
  read: () => Promise<Nearby | undefined>,
  now: () => number,
): () => Promise<Nearby | undefined> {
  let last: { readonly told: Nearby; readonly atMs: number } | undefined;
  const isWithin = (ms: number) => last !== undefined && now() - last.atMs < ms;

  const readOnce = oneAtATime(async () => {
    // Who waited for the reading before has it by now.
    if (isWithin(freshMs)) return last?.told;
    const atMs = now();
    const told = await read();
    last = told && { told, atMs };
    return told;
  });

  return async () => {
    if (isWithin(freshMs)) return last?.told;
    try {
      return await readOnce();
    } catch {
      // The ledger's failures are told by /readyz and the log of who writes; a citizen is told what is known.
      return isWithin(keptMs) ? last?.told : undefined;
    }
  };
}
