import { join } from 'node:path';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import { type Disk, type DiskFile, syncFolder } from '../store/disk.ts';
import { encodeRecord, type ScannedSegment, type SegmentHeader, scanSegment } from './record.ts';

/** An entry's name for ever: `(epoch, seq)`. */
export interface EntryName {
  readonly epoch: string;
  readonly seq: number;
}

/** A segment's file name says all that is needed to put segments in order. */
export interface SegmentName {
  readonly file: string;
  readonly epoch: string;
  readonly generation: number;
  readonly firstSeq: number;
}

/** A segment with the places of its entries: entry `firstSeq + i` is at `offsets[i]`, up to the next or `bytes`. */
export interface Segment extends SegmentName {
  readonly path: string;
  readonly offsets: number[];
  bytes: number;
  /** Wall time of its newest entry in ms, where that was stamped by a clock that had been set. */
  lastAtMs: number | undefined;
}

export interface LoadedSegment {
  readonly segment: Segment;
  readonly entries: readonly JournalEntry[];
  readonly scan: ScannedSegment;
  /** Byte offset of the first thing that is wrong, where something is. */
  readonly corruptAt?: number;
}

const namePattern = /^(\d{6})\.([0-9a-f-]{36})\.(\d{12})\.log$/;

/** The segments of a folder in the order in which they were written. */
export async function listSegments(disk: Disk, folder: string): Promise<SegmentName[]> {
  const names = (await disk.readdir(folder)).filter((name) => namePattern.test(name)).sort();
  return names.map((file) => {
    const [, generation, epoch, firstSeq] = namePattern.exec(file) ?? [];
    return { file, epoch: String(epoch), generation: Number(generation), firstSeq: Number(firstSeq) };
  });
}

/** Reads and checks one segment. A torn end is only bearable in the last one, which the caller knows. */
export async function loadSegment(disk: Disk, folder: string, name: SegmentName): Promise<LoadedSegment> {
  const path = join(folder, name.file);
  const bytes = await disk.readFile(path);
  const scan = scanSegment(bytes);
  const [first, ...others] = scan.records;
  const isHeader = first !== undefined && 'journal' in first.value;
  const header = isHeader ? first : undefined;
  // Where the header is damaged, the first record that could be read is an entry.
  const rest = isHeader ? others : scan.records;
  const entries = rest.map((record) => record.value as JournalEntry);
  const misplaced = rest.find((record, at) => (record.value as JournalEntry).seq !== name.firstSeq + at);
  const corruptAt = headerFits(header?.value, name) ? (scan.corruptAt ?? misplaced?.offset) : 0;
  const newest = entries.at(-1);
  const segment: Segment = {
    ...name,
    path,
    offsets: rest.map((record) => record.offset),
    bytes: scan.tornAt ?? bytes.length,
    lastAtMs: newest?.synced ? Date.parse(newest.at) : undefined,
  };
  return { segment, entries, scan, ...(corruptAt === undefined ? {} : { corruptAt }) };
}

function headerFits(value: object | undefined, name: SegmentName): boolean {
  const header = value as Partial<SegmentHeader> | undefined;
  return header?.journal === 1 && header.epoch === name.epoch && header.firstSeq === name.firstSeq;
}

/** Makes a segment that appears with its first entries or not at all, whenever the power goes. */
export async function createSegment(
  disk: Disk,
  folder: string,
  at: { epoch: string; generation: number; firstSeq: number },
  entries: readonly JournalEntry[],
): Promise<{ segment: Segment; handle: DiskFile }> {
  const file = `${pad(at.generation, 6)}.${at.epoch}.${pad(at.firstSeq, 12)}.log`;
  const path = join(folder, file);
  const header: SegmentHeader = { journal: 1, ...at };
  const segment: Segment = { ...at, file, path, offsets: [], bytes: 0, lastAtMs: undefined };
  const content = [encodeRecord(header), ...entries.map(encodeRecord)];
  content.forEach((record, index) => {
    if (index > 0) segment.offsets.push(segment.bytes);
    segment.bytes += record.length;
  });
  const handle = await disk.open(`${path}.new`, 'w+', 0o600);
  try {
    await handle.writeFile(Buffer.concat(content));
    await handle.sync();
    await disk.rename(`${path}.new`, path);
    await syncFolder(disk, folder);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { segment, handle };
}

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
