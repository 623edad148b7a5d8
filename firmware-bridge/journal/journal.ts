import { join } from 'node:path';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { CodedError } from '../../protocol/base/errors.ts';
import type { EntryBody, JournalEntry } from '../../protocol/mqtt/entries.ts';
import { JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import { type BridgeErrorCode, bridgeError } from '../errors.ts';
import { type Random, uuidV4 } from '../ids.ts';
import type { Stamps } from '../stamps.ts';
import type { Disk, DiskFile } from '../store/disk.ts';
import { durableJson } from '../store/durable-json.ts';
import { type EarlierEntries, readEarlier } from './earlier.ts';
import type { JournalLimits } from './limits.ts';
import { pruneSegments } from './prune.ts';
import { readEntries } from './read.ts';
import { createSegment, type EntryName, listSegments, loadSegment, type Segment } from './segment.ts';
import { createSegmentWriter, type SegmentWriter } from './writer.ts';

/** The ack is written this long after it came; losing it only means that the server says it again. */
export const ackStoreDelayMs = 1_000;

/** How the journal stands (mqtt.md, state): seqs of the current epoch, durable ones only. */
export interface JournalState {
  readonly epoch: string;
  readonly lastSeq: number;
  readonly acked: number;
  readonly oldest: number;
}

export interface Journal {
  /**
   * Resolves with the stamped entries once they are on disk. `begins`: it announces a vend, so it is refused from
   * the limit on; everything else may still use the reserve.
   * @throws JOURNAL_FULL, JOURNAL_CORRUPT, JOURNAL_FAILED, JOURNAL_CLOSED.
   */
  append(bodies: readonly EntryBody[], options?: { begins?: boolean }): Promise<readonly JournalEntry[]>;
  /** Entries of this epoch from `fromSeq` on, as many as fit into both limits; at least one where there is one. */
  read(fromSeq: number, maxEntries: number, maxBytes: number): Promise<readonly JournalEntry[]>;
  /** Acknowledged entries of epochs before this one, behind `after` (earlier.ts). */
  earlier(after: EntryName, maxEntries: number, maxBytes: number): Promise<EarlierEntries | undefined>;
  /** The server has everything up to `seq`. May be lower than before: the server came back from a backup. */
  acked(seq: number): void;
  /** A fresh epoch into which everything unacknowledged is carried; mends a damaged journal too. */
  newEpoch(): Promise<void>;
  state(): JournalState;
  /** Whether a server has acknowledged something of this disk: it can be expected to know of this machine. */
  wasHeard(): boolean;
  /** What stands before all that is kept. */
  start(): EntryName;
  /** Whether anything of an epoch is kept on this disk. */
  holds(epoch: string): boolean;
  /** Why nothing can be written, where nothing can. */
  fault(): CodedError<BridgeErrorCode> | undefined;
  /** Whether a vend may begin: no fault, and under the limits. */
  canBegin(): boolean;
  /** The share of the limits that is taken by what waits for its ack, by entries or by bytes; from 1 on no vend begins. */
  fill(): number;
  /** Nothing from this entry on is deleted, however old: an open vend still needs it. */
  hold(from: EntryName | undefined): void;
  close(): Promise<void>;
}

export interface JournalDeps {
  readonly disk: Disk;
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly stamps: Stamps;
  readonly limits: JournalLimits;
  /** Is shown every entry on disk at opening, oldest first, with its epoch. */
  readonly onRecovered: (entry: JournalEntry, epoch: string) => void;
}

const checkAck = checker(JournalAck);

/** Opens (or makes) the journal of a folder. A torn tail is cut off; damage elsewhere becomes the journal's `fault`. */
export async function openJournal(deps: JournalDeps): Promise<Journal> {
  const { disk, folder, clock, random, stamps, limits, onRecovered } = deps;
  await disk.makeFolder(folder);
  const ackFile = durableJson<JournalAck>(disk, join(folder, 'acked.json'), checkAck);
  let segments: Segment[] = [];
  let fault: CodedError<BridgeErrorCode> | undefined;
  let held: EntryName | undefined;
  let acked = 0;
  let unackedBytes = 0;
  /** The last write failed (a full disk): no vend is asked for until one succeeds. */
  let isFailing = false;
  /** New epochs that were ordered and have not begun: no vend begins before them. */
  let renewing = 0;
  let ackTimer: Timer | undefined;

  const names = await listSegments(disk, folder);
  for (const name of names) {
    const { segment, entries, scan, corruptAt } = await loadSegment(disk, folder, name);
    const isLast = name === names.at(-1);
    const before = segments.at(-1);
    const gap = before?.generation === segment.generation && endOf(before) !== segment.firstSeq;
    const damage = corruptAt ?? (gap ? 0 : isLast ? undefined : scan.tornAt);
    // An older epoch's damage was accepted with the new one: what it holds is only history.
    const counts = segment.generation === names.at(-1)?.generation;
    if (damage !== undefined && counts)
      fault ??= bridgeError('JOURNAL_CORRUPT', `${segment.path} at byte ${damage}`);
    for (const entry of entries) onRecovered(entry, name.epoch);
    segments.push(segment);
  }
  let writer: SegmentWriter;
  const last = segments.at(-1);
  if (last === undefined) {
    const { segment, handle } = await createSegment(
      disk,
      folder,
      { epoch: uuidV4(random), generation: 1, firstSeq: 1 },
      [],
    );
    segments = [segment];
    writer = makeWriter(segment, handle);
  } else {
    const handle = await disk.open(last.path, 'r+');
    if (fault === undefined) {
      await handle.truncate(last.bytes);
      await handle.datasync();
    }
    writer = makeWriter(last, handle);
    acked = await storedAck();
  }
  countUnacked();

  function makeWriter(segment: Segment, handle: DiskFile): SegmentWriter {
    return createSegmentWriter({
      disk,
      folder,
      segment,
      handle,
      segmentBytes: limits.segmentBytes,
      onSegment: (next) => segments.push(next),
      onWritten: (bytes) => {
        unackedBytes += bytes;
        isFailing = false;
      },
      onUndone: () => {
        isFailing = true;
      },
      onFailed: (error) => {
        fault = error;
      },
    });
  }

  async function storedAck(): Promise<number> {
    // A damaged ack file loses nothing: the server tells its ack again at each subscription.
    const stored = await ackFile.read().catch(() => undefined);
    return stored?.epoch === current().epoch ? Math.min(stored.seq, endOf(current()) - 1) : 0;
  }

  function current(): Segment {
    return writer.segment();
  }

  function ofEpoch(): Segment[] {
    return segments.filter((segment) => segment.generation === current().generation);
  }

  function state(): JournalState {
    const oldest = ofEpoch()[0]?.firstSeq ?? 1;
    return { epoch: current().epoch, lastSeq: endOf(current()) - 1, acked, oldest };
  }

  function countUnacked(): void {
    unackedBytes = 0;
    for (const segment of ofEpoch()) {
      const from = segment.offsets[Math.max(0, acked + 1 - segment.firstSeq)];
      if (from !== undefined) unackedBytes += segment.bytes - from;
    }
  }

  function fill(): number {
    const entries = endOf(current()) - 1 - acked + writer.waiting();
    return Math.max(entries / limits.maxUnackedEntries, unackedBytes / limits.maxUnackedBytes);
  }

  function storeAckSoon(): void {
    ackTimer ??= clock.after(ackStoreDelayMs, () => {
      ackTimer = undefined;
      // Not worth a fault: see ackStoreDelayMs.
      void storeAck().catch(() => {});
    });
  }

  function storeAck(): Promise<void> {
    return ackFile.write({ epoch: current().epoch, seq: acked });
  }

  async function prune(): Promise<void> {
    const { at, synced } = stamps.stamp();
    const nowMs = synced ? Date.parse(at) : undefined;
    const doomed = pruneSegments({ segments, generation: current().generation, acked, held, nowMs, limits });
    segments = segments.filter((segment) => !doomed.includes(segment));
    await writer.remove(doomed);
  }

  async function startEpoch(): Promise<void> {
    const old = current();
    const carried: JournalEntry[] = [];
    for (const name of await listSegments(disk, folder)) {
      if (name.generation !== old.generation) continue;
      const { entries } = await loadSegment(disk, folder, name);
      for (const entry of entries) {
        if (entry.seq <= acked) continue;
        const from = entry.from ?? { epoch: old.epoch, seq: entry.seq };
        carried.push({ ...entry, from, seq: carried.length + 1 });
      }
    }
    const at = { epoch: uuidV4(random), generation: old.generation + 1, firstSeq: 1 };
    const { segment, handle } = await createSegment(disk, folder, at, carried);
    segments.push(segment);
    await writer.replace(segment, handle);
    acked = 0;
    fault = undefined;
    countUnacked();
  }

  return {
    state,
    start: () => ({ epoch: (segments[0] ?? current()).epoch, seq: 0 }),
    holds: (epoch) => segments.some((segment) => segment.epoch === epoch),
    wasHeard: () => acked > 0 || current().generation > 1,
    fault: () => fault,
    canBegin: () => fault === undefined && !isFailing && renewing === 0 && fill() < 1,
    fill,
    hold(from) {
      held = from;
    },
    append(bodies, options = {}) {
      if (fault !== undefined) return Promise.reject(fault);
      if (options.begins && renewing > 0)
        return Promise.reject(bridgeError('JOURNAL_FAILED', 'a new epoch begins first'));
      if (fill() >= (options.begins ? 1 : 1 + limits.reserveShare))
        return Promise.reject(bridgeError('JOURNAL_FULL', `${limits.maxUnackedEntries} entries`));
      return writer.append(bodies.map((body) => ({ ...body, ...stamps.stamp() })));
    },
    read(fromSeq, maxEntries, maxBytes) {
      if (fault !== undefined) return Promise.resolve([]);
      return writer.exclusively(() => readEntries(disk, ofEpoch(), fromSeq, maxEntries, maxBytes));
    },
    earlier(after, maxEntries, maxBytes) {
      if (fault !== undefined) return Promise.resolve(undefined);
      const { generation } = current();
      return writer.exclusively(() =>
        readEarlier(disk, folder, segments, generation, after, { maxEntries, maxBytes }),
      );
    },
    acked(seq) {
      const before = acked;
      acked = Math.min(seq, endOf(current()) - 1);
      countUnacked();
      storeAckSoon();
      // A server that knows less than before was restored: what it forgot is asked for in a moment.
      if (acked > before) void writer.exclusively(prune).catch(() => {});
    },
    async newEpoch() {
      renewing++;
      try {
        await writer.exclusively(startEpoch);
      } finally {
        renewing--;
      }
    },
    async close() {
      ackTimer?.cancel();
      await storeAck().catch(() => {});
      await writer.close();
    },
  };
}

/** The seq behind a segment's last entry. */
function endOf(segment: Segment): number {
  return segment.firstSeq + segment.offsets.length;
}
