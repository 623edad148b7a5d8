import { expect, test } from 'vitest';
import { firstAckWaitMs, knownAckWaitMs, resendMs } from '../../../firmware-bridge/uplink/journal-sender.ts';
import { maxPayloadBytes } from '../../../protocol/mqtt/topics.ts';
import { door } from '../journal/journal-bench.ts';
import { sending } from './sender-bench.ts';

test('one message of at most 100 is in flight; the next goes when it is acknowledged', async () => {
  const { sender, epoch, runs, clock, journal, online } = await sending(150);
  await online();
  expect(await runs(1)).toEqual(['1-100']);
  sender.wake();
  await clock.advance(resendMs - 1);
  expect(await runs(1)).toEqual(['1-100']);
  sender.takeAck({ epoch, seq: 100 });
  expect(await runs(2)).toEqual(['1-100', '101-150']);
  sender.takeAck({ epoch, seq: 150 });
  expect(journal.state().acked).toBe(150);
});

test('without an ack the same run goes again after 10 s, and an ack without progress changes nothing', async () => {
  const { sender, epoch, runs, clock, online } = await sending(3);
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 0 });
  await clock.advance(resendMs - 1);
  await runs(1);
  await clock.advance(1);
  expect(await runs(2)).toEqual(['1-3', '1-3']);
});

test('it goes on behind the ack, also where that is lower than before', async () => {
  const { sender, epoch, runs, online } = await sending(10);
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 10 });
  sender.takeAck({ epoch, seq: 4 });
  expect(await runs(2)).toEqual(['1-10', '5-10']);
});

test('an ack of another epoch is ignored', async () => {
  const { sender, journal, runs, online } = await sending(2);
  await online();
  await runs(1);
  sender.takeAck({ epoch: '00000000-0000-4000-8000-000000000000', seq: 2 });
  expect(journal.state().acked).toBe(0);
});

test('an ack beyond the own last entry starts a new epoch, with the unacknowledged carried over', async () => {
  const { sender, journal, epoch, sent, runs, online } = await sending(2);
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 3 });
  expect(await runs(2)).toEqual(['1-2', '1-2']);
  expect(journal.state().epoch).not.toBe(epoch);
  expect(sent[1]).toMatchObject({ epoch: journal.state().epoch, oldest: 1 });
  expect(sent[1]?.entries[0]).toMatchObject({ from: { epoch, seq: 1 } });
});

test('a message never exceeds 64 KiB', async () => {
  const { journal, sent, runs, online } = await sending(0);
  const cards = Array.from({ length: 5 }, () => ({ key: 'k'.repeat(200), box: 'b'.repeat(400), qty: 1 }));
  const txn = '01a20ac4-0ab7-7359-8ffd-8c09bf92ef51';
  const body = { type: 'vend.started', txn, slot: 0, product: 'p', requested: 1, vendCounter: 0 } as const;
  for (let n = 0; n < 60; n++) await journal.append([{ ...body, authority: 'online', cards }]);
  await online();
  await runs(1);
  const bytes = Buffer.byteLength(JSON.stringify(sent[0]));
  expect(bytes).toBeLessThanOrEqual(maxPayloadBytes);
  expect(bytes).toBeGreaterThan(maxPayloadBytes / 2);
});

test('nothing is sent while there is no connection', async () => {
  const { sender, sent, clock, journal } = await sending(1);
  sender.wake();
  await clock.advance(resendMs);
  await journal.read(1, 1, 1);
  expect(sent).toEqual([]);
});

test('nothing is sent before the server has told what it knows, or had a second to', async () => {
  const { sender, journal, epoch, sent, runs, clock } = await sending(2);
  sender.online();
  sender.wake();
  await clock.advance(firstAckWaitMs - 1);
  await journal.read(1, 1, 1);
  expect(sent).toEqual([]);
  // A restored disk: its seqs have another content at the server, and go out under a new epoch alone.
  sender.takeAck({ epoch, seq: 40 });
  sender.takeAck({ epoch, seq: 40 });
  await runs(1);
  expect(sent[0]?.epoch).toBe(journal.state().epoch);
  expect(sent[0]?.epoch).not.toBe(epoch);
  await clock.advance(firstAckWaitMs);
  expect(sent).toHaveLength(1);
});

test('a server that acknowledged something before is waited for longer, and is told what it forgot first', async () => {
  const { sender, journal, epoch, sent, runs, clock, online } = await sending(3);
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 3 });
  await sender.newEpoch();
  await journal.append([door(true)]);
  sender.offline();
  sender.online();
  await clock.advance(knownAckWaitMs - 1);
  await runs(1);
  // Restored from a backup, and slow to say so.
  sender.takeAck({ epoch, seq: 1 });
  expect(await runs(2)).toEqual(['1-3', '2-3']);
  expect(sent[1]?.epoch).toBe(epoch);
});

test('a server that has forgotten the epoch is told all that is kept of earlier ones before it', async () => {
  const { sender, journal, epoch, sent, runs, online } = await sending(3);
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 3 });
  await sender.newEpoch();
  await journal.append([door(true)]);
  sender.wake();
  await runs(2);
  const now = journal.state().epoch;
  sender.takeAck({ epoch: now, seq: 1 });
  sender.takeAck({ epoch: now, seq: 0 });
  expect(await runs(3)).toEqual(['1-3', '1-1', '1-3']);
  expect(sent[2]?.epoch).toBe(epoch);
  sender.takeAck({ epoch, seq: 3 });
  expect(await runs(4)).toEqual(['1-3', '1-1', '1-3', '1-1']);
  expect(sent[3]?.epoch).toBe(now);
});

test('an ack that came with the subscription is not waited for', async () => {
  const { sender, epoch, runs } = await sending(2);
  sender.takeAck({ epoch, seq: 1 });
  sender.online();
  expect(await runs(1)).toEqual(['1-2']);
});

test('an ack of what this start has not told is not believed: it is told, and the server compares', async () => {
  const { sender, journal, epoch, runs } = await sending(150);
  sender.online();
  sender.takeAck({ epoch, seq: 130 });
  expect(await runs(1)).toEqual(['1-100']);
  expect(journal.state().acked).toBe(0);
  sender.takeAck({ epoch, seq: 130 });
  expect(await runs(2)).toEqual(['1-100', '101-150']);
  expect(journal.state().acked).toBe(100);
  sender.takeAck({ epoch, seq: 150 });
  expect(journal.state().acked).toBe(150);
});

test('no vend begins between an ack beyond the end and the new epoch', async () => {
  const { sender, journal, epoch, runs, online } = await sending(2);
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 9 });
  expect(journal.canBegin()).toBe(false);
  await expect(journal.append([door(true)], { begins: true })).rejects.toMatchObject({
    code: 'JOURNAL_FAILED',
  });
  await runs(2);
  expect(journal.canBegin()).toBe(true);
});

test('a stop waits until everything is acknowledged, and no longer than it was told to', async () => {
  const { sender, epoch, runs, online } = await sending(150);
  await sender.whenDrained(1_000);
  await online();
  await runs(1);
  const ends: string[] = [];
  const drained = sender.whenDrained(1_000).then(() => ends.push('drained'));
  sender.takeAck({ epoch, seq: 100 });
  await runs(2);
  expect(ends).toEqual([]);
  sender.takeAck({ epoch, seq: 150 });
  await drained;
  expect(ends).toEqual(['drained']);
  await sender.whenDrained(1_000);

  const { sender: other, runs: others, clock: time, online: connect } = await sending(1);
  await connect();
  await others(1);
  const given = other.whenDrained(1_000).then(() => ends.push('given up'));
  await time.advance(999);
  expect(ends).toHaveLength(1);
  await time.advance(1);
  await given;
  expect(ends).toEqual(['drained', 'given up']);
});

/** Five entries are acknowledged, one waits in the epoch behind them, and the network is gone. */
async function inASecondEpoch() {
  const bench = await sending(5);
  const { sender, epoch, runs, online, journal } = bench;
  await online();
  await runs(1);
  sender.takeAck({ epoch, seq: 5 });
  await sender.newEpoch();
  await journal.append([door(true)]);
  sender.offline();
  return bench;
}

test('what a server says of another disk’s journal keeps nobody from telling it what it forgot of this one', async () => {
  const { sender, epoch, sent, runs, journal } = await inASecondEpoch();
  // Restored, it knows two of the five, and a journal of the disk before this one, which it tells after the newest.
  sender.online();
  sender.takeAck({ epoch, seq: 2 });
  sender.takeAck({ epoch: 'a8811027-94c4-40b8-b5ce-85cb260e71aa', seq: 148 });
  expect(await runs(2)).toEqual(['1-5', '3-5']);
  expect(sent[1]?.epoch).toBe(epoch);
  sender.takeAck({ epoch, seq: 5 });
  expect(await runs(3)).toEqual(['1-5', '3-5', '1-1']);
  expect(sent[2]?.epoch).toBe(journal.state().epoch);
});

test('a server that knows only another disk’s journal is told all epochs of this one, the earlier first', async () => {
  const { sender, epoch, sent, runs, journal } = await inASecondEpoch();
  // Restored to before this disk was new: its newest journal is that of the disk before.
  sender.online();
  sender.takeAck({ epoch: 'a8811027-94c4-40b8-b5ce-85cb260e71aa', seq: 148 });
  expect(await runs(2)).toEqual(['1-5', '1-5']);
  expect(sent[1]?.epoch).toBe(epoch);
  sender.takeAck({ epoch, seq: 5 });
  expect(await runs(3)).toEqual(['1-5', '1-5', '1-1']);
  expect(sent[2]?.epoch).toBe(journal.state().epoch);
});
