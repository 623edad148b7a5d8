import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import { bridgeError } from '../errors.ts';
import type { Disk } from '../store/disk.ts';
import { scanSegment } from './record.ts';
import type { Segment } from './segment.ts';

/** Entries from `fromSeq` on out of an epoch's segments, as many as fit; at least one where there is one. */
export async function readEntries(
  disk: Disk,
  segments: readonly Segment[],
  fromSeq: number,
  maxEntries: number,
  maxBytes: number,
): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  let bytesLeft = maxBytes;
  let seq = fromSeq;
  for (const segment of segments) {
    const first = seq - segment.firstSeq;
    const start = segment.offsets[first];
    if (first < 0 || start === undefined) continue;
    let end = first;
    while (end < segment.offsets.length && entries.length + (end - first) < maxEntries) {
      const length = endOffset(segment, end) - (segment.offsets[end] ?? 0);
      if (length > bytesLeft && entries.length + (end - first) > 0) break;
      bytesLeft -= length;
      end++;
    }
    if (end === first) break;
    entries.push(...(await readRange(disk, segment, start, endOffset(segment, end - 1))));
    seq = segment.firstSeq + end;
    if (end < segment.offsets.length) break;
  }
  return entries;
}

function endOffset(segment: Segment, index: number): number {
  return segment.offsets[index + 1] ?? segment.bytes;
}

async function readRange(disk: Disk, segment: Segment, start: number, end: number): Promise<JournalEntry[]> {
  const file = await disk.open(segment.path, 'r');
  try {
    const bytes = Buffer.alloc(end - start);
    await file.read(bytes, 0, bytes.length, start);
    const { records, tornAt, corruptAt } = scanSegment(bytes);
    if (tornAt !== undefined || corruptAt !== undefined)
      throw bridgeError('JOURNAL_CORRUPT', `${segment.path} at byte ${start + (tornAt ?? corruptAt ?? 0)}`);
    return records.map((record) => record.value as JournalEntry);
  } finally {
    await file.close();
  }
}
