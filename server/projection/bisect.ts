import { codeOf, messageOf } from '../../protocol/base/errors.ts';

/** An item that is refused however small the batch is. */
export interface Rejected<T> {
  readonly item: T;
  readonly reason: string;
}

/**
 * Writes a batch; where it is refused, writes its halves, down to the single items that are at fault, so that one
 * bad point holds up nothing else. Writing a point twice is harmless, so nobody needs to know what a refused batch
 * left behind.
 * @throws whatever `write` throws that isn't INFLUX_REFUSED.
 */
export async function writeBisecting<T>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<void>,
): Promise<Rejected<T>[]> {
  if (items.length === 0) return [];
  try {
    await write(items);
    return [];
  } catch (error) {
    if (codeOf(error) !== 'INFLUX_REFUSED') throw error;
    if (items.length === 1) return [{ item: items[0] as T, reason: messageOf(error) }];
    const middle = Math.ceil(items.length / 2);
    const front = await writeBisecting(items.slice(0, middle), write);
    return [...front, ...(await writeBisecting(items.slice(middle), write))];
  }
}
