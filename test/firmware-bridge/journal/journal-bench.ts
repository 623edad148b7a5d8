import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Random } from '../../../firmware-bridge/ids.ts';
import { type Journal, openJournal } from '../../../firmware-bridge/journal/journal.ts';
import { type JournalLimits, journalLimits } from '../../../firmware-bridge/journal/limits.ts';
import { createStamps } from '../../../firmware-bridge/stamps.ts';
import { systemDisk } from '../../../firmware-bridge/store/disk.ts';
import type { EntryBody, JournalEntry } from '../../../protocol/mqtt/entries.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';

export const random: Random = { bytes: randomBytes, fraction: () => 0.5 };

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maskfleet-bridge-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface OpenedJournal {
  readonly journal: Journal;
  readonly clock: VirtualClock;
  /** What the opening found on disk. */
  readonly recovered: readonly JournalEntry[];
}

/** Opens the journal of a folder as a bridge does after a start. */
export async function openAt(
  folder: string,
  limits: Partial<JournalLimits> = {},
  clock = createVirtualClock(),
): Promise<OpenedJournal> {
  const opened = await openOnce(folder, limits, clock);
  onTestFinished(() => opened.journal.close());
  return opened;
}

/** The same for a caller who closes it: a test that opens thousands would hold them all to its end. */
export async function openOnce(
  folder: string,
  limits: Partial<JournalLimits> = {},
  clock = createVirtualClock(),
): Promise<OpenedJournal> {
  const recovered: JournalEntry[] = [];
  const stamps = createStamps(
    clock,
    () => 1,
    () => true,
  );
  const journal = await openJournal({
    disk: systemDisk,
    folder,
    clock,
    random,
    stamps,
    limits: { ...journalLimits, ...limits },
    onRecovered: (entry) => recovered.push(entry),
  });
  return { journal, clock, recovered };
}

export const door = (open: boolean): EntryBody => ({ type: 'door', open });
export const seqs = (entries: readonly JournalEntry[]) => entries.map((entry) => entry.seq);

export async function segmentFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => join(folder, name));
}

/** A copy of a folder as it is on disk at this moment: what a power cut leaves. */
export async function copyOf(folder: string): Promise<string> {
  const copy = await temporaryFolder();
  // Half-made files are renamed away while this runs; without their rename they never were.
  await cp(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.new') });
  return copy;
}

export const all = (journal: Journal) => journal.read(1, 1_000, 1_000_000);
