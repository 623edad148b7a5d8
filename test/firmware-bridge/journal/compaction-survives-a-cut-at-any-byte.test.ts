import { expect, test } from 'vitest';
import { type Journal, openJournal } from '../../../firmware-bridge/journal/journal.ts';
import { journalLimits } from '../../../firmware-bridge/journal/limits.ts';
import { createStamps } from '../../../firmware-bridge/stamps.ts';
import type { Disk } from '../../../firmware-bridge/store/disk.ts';
import type { JournalEntry } from '../../../protocol/mqtt/entries.ts';
import { cacheFates, crashDisk } from '../../support/crash-disk.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { door, random } from './journal-bench.ts';

/** A segment every two entries and nothing kept once it is acknowledged. */
const limits = { ...journalLimits, segmentBytes: 300, maxAckedBytes: 0 };

function open(disk: Disk): Promise<Journal> {
  const clock = createVirtualClock();
  const stamps = createStamps(
    clock,
    () => 1,
    () => true,
  );
  return openJournal({ disk, folder: '/journal', clock, random, stamps, limits, onRecovered: () => {} });
}

const nameOf = ({ epoch, seq }: { epoch: string; seq: number }) => `${epoch} ${seq}`;

/** The entries that a journal will still tell its server, by the names that they got first. */
async function untold(journal: Journal): Promise<string[]> {
  const { epoch, acked, oldest } = journal.state();
  const entries = await journal.read(Math.max(acked + 1, oldest), 1_000, 1_000_000);
  return entries.map((entry: JournalEntry) => nameOf(entry.from ?? { epoch, seq: entry.seq }));
}

/** A journal's life with every kind of compaction; `owed` tells from which step on an entry must, and need not, be there. */
async function life() {
  const power = crashDisk();
  const journal = await open(power.disk);
  const owed = new Map<string, { from: number; until: number }>();

  async function write(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const [entry] = await journal.append([door(n % 2 === 0)]);
      const name = nameOf({ epoch: journal.state().epoch, seq: entry?.seq ?? 0 });
      owed.set(name, { from: power.steps(), until: Number.POSITIVE_INFINITY });
    }
  }
  /** The server has it all up to some entries before the last: segments go. */
  async function acknowledge(but: number): Promise<void> {
    const waiting = await untold(journal);
    for (const name of waiting.slice(0, waiting.length - but)) {
      const { from } = owed.get(name) ?? { from: 0 };
      owed.set(name, { from, until: power.steps() });
    }
    journal.acked(journal.state().lastSeq - but);
    // Pruning goes on by itself; whatever is appended behind it waits for it.
    await write(1);
  }

  await write(6);
  await acknowledge(3);
  await write(2);
  await journal.newEpoch();
  await write(3);
  await acknowledge(1);
  await journal.newEpoch();
  await write(1);
  await journal.close();
  // Segments of each epoch have gone, or none of this is about compaction.
  expect(power.removed()).toBeGreaterThan(3);
  return { power, owed };
}

test('rolling, pruning and carrying over: cut at every byte of it, no entry is lost that was promised and not acknowledged', async () => {
  const { power, owed } = await life();
  let starts = 0;
  // Names change between writes alone.
  for (const cut of power.cuts())
    for (const fate of cut.bytes === 0 ? cacheFates : (['all', 'none'] as const)) {
      const image = power.after(cut, fate);
      // Before the very first name is synced there is no journal yet, and nothing was promised.
      const again = crashDisk(image);
      const journal = await open(again.disk);
      const where = `${fate} behind step ${cut.steps}, byte ${cut.bytes}`;
      expect(journal.fault(), where).toBeUndefined();
      const due = [...owed].filter(([, { from, until }]) => from <= cut.steps && cut.steps < until);
      const there = await untold(journal);
      expect(
        due.map(([name]) => name).filter((name) => !there.includes(name)),
        where,
      ).toEqual([]);
      // No entry twice, and none behind another that was written before it.
      expect(new Set(there).size, where).toBe(there.length);
      starts++;
      if (cut.bytes === 0) {
        const [next] = await journal.append([door(true)]);
        expect(next?.seq, where).toBe(journal.state().lastSeq);
      }
      await journal.close();
    }
  expect(starts).toBeGreaterThan(5_000);
});
