import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { Disk } from '../store/disk.ts';
import { type EntryName, loadSegment, type Segment } from './segment.ts';

/** Entries of an epoch that has ended, as a journal message tells them. */
export interface EarlierEntries {
  readonly epoch: string;
  /** The first seq of it that is still on the disk. */
  readonly oldest: number;
  readonly entries: readonly JournalEntry[];
}

/**
 * What was acknowledged in epochs before the current one, behind `after`: a server that was restored from a backup
 * forgot it, and it was not carried over. Entries that were carried over are left out: they have their place in the
 * current epoch. Undefined where there is nothing.
 */
export async function readEarlier(
  disk: Disk,
  folder: string,
  segments: readonly Segment[],
  current: number,
  after: EntryName,
  limits: { maxEntries: number; maxBytes: number },
): Promise<EarlierEntries | undefined> {
  const first = segments.find(({ epoch }) => epoch === after.epoch)?.generation;
  if (first === undefined) return undefined;
  const load = async (segment: Segment) => (await loadSegment(disk, folder, segment)).entries;
  for (let generation = first; generation < current; generation++) {
    const own = segments.filter((one) => one.generation === generation);
    const [oldest] = own;
    if (oldest === undefined) continue;
    const carried = new Set<string>();
    for (const segment of segments.filter((one) => one.generation === generation + 1))
      for (const { from } of await load(segment)) if (from !== undefined) carried.add(nameOf(from));
    let seq = Math.max(generation === first ? after.seq + 1 : 1, oldest.firstSeq);
    const entries: JournalEntry[] = [];
    let bytesLeft = limits.maxBytes;
    for (const segment of own) {
      for (const entry of seq < endOf(segment) ? await load(segment) : []) {
        if (entry.seq < seq) continue;
        bytesLeft -= Buffer.byteLength(JSON.stringify(entry));
        // Behind damage, or from what was carried over on, this epoch has nothing more to tell.
        const isOver = entry.seq !== seq || carried.has(nameOf(entry.from ?? { epoch: segment.epoch, seq }));
        const isFull = entries.length === limits.maxEntries || (bytesLeft < 0 && entries.length > 0);
        if (isOver || isFull) break;
        entries.push(entry);
        seq++;
      }
    }
    if (entries.length > 0) return { epoch: oldest.epoch, oldest: oldest.firstSeq, entries };
  }
  return undefined;
}

const nameOf = ({ epoch, seq }: EntryName) => `${epoch} ${seq}`;
const endOf = ({ firstSeq, offsets }: Segment) => firstSeq + offsets.length;
