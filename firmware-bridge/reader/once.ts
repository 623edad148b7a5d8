import type { Clock, Timer } from '../../protocol/base/clock.ts';

/** A card that is read again within this long is the same visit (ms). */
export const sameCardMs = 3_000;

/** Whether a reading counts: a card that lies on a reader, or is held there too long, counts once. Held in memory, and let go with its time. */
export function createOnce(clock: Pick<Clock, 'after'>): (card: string) => boolean {
  const seen = new Map<string, Timer>();
  return (card) => {
    const before = seen.get(card);
    before?.cancel();
    seen.set(
      card,
      clock.after(sameCardMs, () => seen.delete(card)),
    );
    return before === undefined;
  };
}
