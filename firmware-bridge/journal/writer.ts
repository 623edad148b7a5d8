import type { CodedError } from '../../protocol/base/errors.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import { type BridgeErrorCode, bridgeError } from '../errors.ts';
import type { Disk, DiskFile } from '../store/disk.ts';
import { encodeRecord } from './record.ts';
import { createSegment, type Segment } from './segment.ts';

/** An entry that has everything but its seq, which it gets when it is written. */
export type StampedBody = {
  [K in JournalEntry['type']]: Omit<Extract<JournalEntry, { type: K }>, 'seq'>;
}[JournalEntry['type']];

export interface SegmentWriterDeps {
  readonly disk: Disk;
  readonly folder: string;
  readonly segment: Segment;
  readonly handle: DiskFile;
  readonly segmentBytes: number;
  readonly onSegment: (segment: Segment) => void;
  readonly onWritten: (bytes: number) => void;
  /** A write failed and was undone: the disk may be full. The next that succeeds says {@link onWritten}. */
  readonly onUndone: () => void;
  readonly onFailed: (error: CodedError<BridgeErrorCode>) => void;
}

export interface SegmentWriter {
  /** Resolves when the entries are on disk; those that come during a sync share the next one (group commit). */
  append(bodies: readonly StampedBody[]): Promise<readonly JournalEntry[]>;
  /** Runs `job` while nothing is written. */
  exclusively<T>(job: () => Promise<T>): Promise<T>;
  /** Goes on in another segment; only from within {@link exclusively}. */
  replace(segment: Segment, handle: DiskFile): Promise<void>;
  remove(segments: readonly Segment[]): Promise<void>;
  segment(): Segment;
  /** Entries that are accepted and not yet on disk. */
  waiting(): number;
  close(): Promise<void>;
}

interface Batch {
  readonly bodies: readonly StampedBody[];
  readonly resolve: (entries: readonly JournalEntry[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes the newest segment: one write and one sync for everything that waits, a new segment when it is large. */
export function createSegmentWriter(deps: SegmentWriterDeps): SegmentWriter {
  let { segment, handle } = deps;
  let pending: Batch[] = [];
  let chain: Promise<unknown> = Promise.resolve();
  let closed = false;
  let waiting = 0;

  function exclusively<T>(job: () => Promise<T>): Promise<T> {
    const done = chain.then(job);
    chain = done.catch(() => {});
    return done;
  }

  async function flush(): Promise<void> {
    const batches = pending;
    pending = [];
    waiting = 0;
    if (batches.length === 0) return;
    try {
      if (segment.bytes >= deps.segmentBytes) await roll();
      const written = await write(batches);
      batches.forEach((batch, index) => {
        batch.resolve(written[index] ?? []);
      });
    } catch (error) {
      const failure = bridgeError('JOURNAL_FAILED', messageOf(error), error);
      await undo();
      for (const batch of batches) batch.reject(failure);
    }
  }

  async function write(batches: readonly Batch[]): Promise<JournalEntry[][]> {
    const offsets: number[] = [];
    const records: Buffer[] = [];
    let seq = segment.firstSeq + segment.offsets.length;
    let end = segment.bytes;
    const entries = batches.map((batch) =>
      batch.bodies.map((body) => {
        const entry = { seq: seq++, ...body } as JournalEntry;
        const record = encodeRecord(entry);
        offsets.push(end);
        records.push(record);
        end += record.length;
        return entry;
      }),
    );
    await writeAll(Buffer.concat(records), segment.bytes);
    await handle.datasync();
    deps.onWritten(end - segment.bytes);
    segment.offsets.push(...offsets);
    segment.bytes = end;
    const newest = entries.flat().at(-1);
    if (newest !== undefined) segment.lastAtMs = newest.synced ? Date.parse(newest.at) : undefined;
    return entries;
  }

  async function writeAll(bytes: Buffer, at: number): Promise<void> {
    let done = 0;
    // A disk that is nearly full takes a part of what it is given.
    while (done < bytes.length) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
  }

  /** After a failed write nothing of it may be found later; where even that fails, nothing more is written. */
  async function undo(): Promise<void> {
    try {
      await handle.truncate(segment.bytes);
      await handle.datasync();
      deps.onUndone();
    } catch (error) {
      deps.onFailed(bridgeError('JOURNAL_FAILED', `${segment.path}: ${messageOf(error)}`, error));
    }
  }

  async function roll(): Promise<void> {
    const { epoch, generation } = segment;
    const firstSeq = segment.firstSeq + segment.offsets.length;
    const next = await createSegment(deps.disk, deps.folder, { epoch, generation, firstSeq }, []);
    deps.onSegment(next.segment);
    await replace(next.segment, next.handle);
  }

  async function replace(next: Segment, nextHandle: DiskFile): Promise<void> {
    await handle.close();
    segment = next;
    handle = nextHandle;
  }

  return {
    exclusively,
    replace,
    segment: () => segment,
    waiting: () => waiting,
    append(bodies) {
      if (closed) return Promise.reject(bridgeError('JOURNAL_CLOSED'));
      return new Promise((resolve, reject) => {
        pending.push({ bodies, resolve, reject });
        waiting += bodies.length;
        if (pending.length === 1) void exclusively(flush);
      });
    },
    async remove(segments) {
      for (const one of segments) await deps.disk.remove(one.path);
    },
    async close() {
      closed = true;
      await exclusively(flush);
      await handle.close();
    },
  };
}
