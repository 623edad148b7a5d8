import { expect, test } from 'vitest';
import { ackStoreDelayMs } from '../../../firmware-bridge/journal/journal.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { all, copyOf, door, openAt, segmentFiles, seqs, temporaryFolder } from './journal-bench.ts';

test('an entry that was promised is on disk', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  const [entry] = await journal.append([door(true)]);
  const copy = await openAt(await copyOf(folder));
  expect(copy.recovered).toEqual([entry]);
  expect(entry).toMatchObject({ seq: 1, type: 'door', open: true, boot: 1, synced: true });
});

test('entries that come together are all kept, in order, stamped with time that never falls', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  const written = await Promise.all(
    Array.from({ length: 200 }, (_, n) => journal.append([door(n % 2 === 0)])),
  );
  expect(written.flat().map((entry) => entry.seq)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  const { recovered } = await openAt(await copyOf(folder));
  expect(recovered).toEqual(written.flat());
});

test('reading stops at either limit and goes over segments, but gives at least one', async () => {
  const { journal } = await openAt(await temporaryFolder(), { segmentBytes: 300 });
  for (let n = 0; n < 20; n++) await journal.append([door(true)]);
  expect(seqs(await journal.read(3, 4, 1_000_000))).toEqual([3, 4, 5, 6]);
  expect(seqs(await journal.read(19, 100, 1_000_000))).toEqual([19, 20]);
  expect(seqs(await journal.read(5, 100, 1))).toEqual([5]);
  expect(seqs(await journal.read(21, 100, 1_000_000))).toEqual([]);
  const few = await journal.read(1, 100, 500);
  expect(few.length).toBeGreaterThan(1);
  expect(Buffer.byteLength(JSON.stringify(few))).toBeLessThan(500);
});

test('the ack is found again after a restart, also a lower one', async () => {
  const folder = await temporaryFolder();
  const { journal, clock } = await openAt(folder);
  for (let n = 0; n < 5; n++) await journal.append([door(true)]);
  journal.acked(4);
  await clock.advance(ackStoreDelayMs);
  journal.acked(2);
  await journal.close();
  expect((await openAt(folder)).journal.state()).toMatchObject({ lastSeq: 5, acked: 2, oldest: 1 });
});

test('a new epoch carries the unacknowledged over, and each keeps its first name', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  const first = journal.state().epoch;
  for (let n = 0; n < 4; n++) await journal.append([door(true)]);
  journal.acked(2);
  await journal.newEpoch();
  const second = journal.state();
  expect(second).toMatchObject({ lastSeq: 2, acked: 0, oldest: 1 });
  expect(second.epoch).not.toBe(first);
  await journal.append([door(false)]);
  await journal.newEpoch();
  const carried = await all(journal);
  expect(carried.map(({ seq, from }) => ({ seq, from }))).toEqual([
    { seq: 1, from: { epoch: first, seq: 3 } },
    { seq: 2, from: { epoch: first, seq: 4 } },
    { seq: 3, from: { epoch: second.epoch, seq: 3 } },
  ]);
  await journal.close();
  const { journal: again } = await openAt(folder);
  expect(again.state()).toEqual(journal.state());
  expect(await all(again)).toEqual(carried);
});

test('a full journal refuses what begins a vend, keeps a reserve for what ends one, and then refuses all', async () => {
  const { journal } = await openAt(await temporaryFolder(), { maxUnackedEntries: 10, reserveShare: 0.2 });
  for (let n = 0; n < 10; n++) await journal.append([door(true)]);
  expect(journal.canBegin()).toBe(false);
  await expect(journal.append([door(true)], { begins: true })).rejects.toMatchObject({
    code: 'JOURNAL_FULL',
  });
  for (let n = 0; n < 2; n++) await journal.append([door(true)]);
  await expect(journal.append([door(true)])).rejects.toMatchObject({ code: 'JOURNAL_FULL' });
  journal.acked(5);
  expect(journal.canBegin()).toBe(true);
  await journal.append([door(true)], { begins: true });
});

const dayMs = 24 * 3_600_000;

test('acknowledged segments are deleted after 35 days, unacknowledged and held ones never', async () => {
  const folder = await temporaryFolder();
  const clock = createVirtualClock();
  const { journal } = await openAt(folder, { segmentBytes: 250 }, clock);
  for (let n = 0; n < 8; n++) await journal.append([door(true)]);
  const before = (await segmentFiles(folder)).length;
  await clock.advance(36 * dayMs);
  journal.hold({ epoch: journal.state().epoch, seq: 1 });
  journal.acked(3);
  await all(journal);
  expect(await segmentFiles(folder)).toHaveLength(before);
  journal.hold(undefined);
  journal.acked(4);
  await all(journal);
  const { oldest } = journal.state();
  expect(oldest).toBeGreaterThan(1);
  expect(oldest).toBeLessThanOrEqual(5);
  expect(seqs(await journal.read(5, 10, 10_000))).toEqual([5, 6, 7, 8]);
});

test('acknowledged entries are bounded in bytes', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder, { segmentBytes: 250, maxAckedBytes: 600 });
  for (let n = 0; n < 20; n++) await journal.append([door(true)]);
  journal.acked(20);
  await all(journal);
  expect((await segmentFiles(folder)).length).toBeLessThanOrEqual(3);
  expect(journal.state().lastSeq).toBe(20);
});

test('nothing is deleted on the word of a server that has forgotten: it asks for that next', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder, { segmentBytes: 250, maxAckedBytes: 600 });
  const { epoch } = journal.state();
  for (let n = 0; n < 4; n++) await journal.append([door(true)]);
  journal.acked(4);
  for (let n = 0; n < 4; n++) await journal.append([door(true)]);
  // What is carried over makes the ended epoch one to delete from, as far as its bytes are too many.
  await journal.newEpoch();
  journal.acked(0);
  const told = await journal.earlier({ epoch, seq: 0 }, 100, 100_000);
  expect(told?.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  journal.acked(1);
  await all(journal);
  expect((await journal.earlier({ epoch, seq: 0 }, 100, 100_000))?.oldest).not.toBe(1);
});
