import { expect, test } from 'vitest';
import { knownAckWaitMs } from '../../../firmware-bridge/uplink/journal-sender.ts';
import { door } from '../journal/journal-bench.ts';
import { sending } from './sender-bench.ts';

test('what a lost connection had told is told again: the word behind the next subscription is no answer to it', async () => {
  const { sender, epoch, runs, journal, online } = await sending(9);
  await online();
  expect(await runs(1)).toEqual(['1-9']);
  // It never came; what the server has up to 7 is of the disk that this one was copied from.
  sender.offline();
  sender.online();
  sender.takeAck({ epoch, seq: 7 });
  expect(await runs(2)).toEqual(['1-9', '1-9']);
  expect(journal.state().acked).toBe(0);
  sender.takeAck({ epoch, seq: 9 });
  expect(journal.state().acked).toBe(9);
});

test('a disk that was heard before takes no late word behind the subscription for an answer, until one has reached its end', async () => {
  const { sender, epoch, runs, journal, clock } = await sending(9, 4);
  sender.online();
  await clock.advance(knownAckWaitMs);
  expect(await runs(1)).toEqual(['5-9']);
  sender.takeAck({ epoch, seq: 7 });
  expect(journal.state().acked).toBe(4);
  sender.takeAck({ epoch, seq: 9 });
  expect(journal.state().acked).toBe(9);
  await journal.append([door(true), door(false)]);
  sender.offline();
  sender.online();
  sender.takeAck({ epoch, seq: 9 });
  expect(await runs(2)).toEqual(['5-9', '10-11']);
  sender.takeAck({ epoch, seq: 10 });
  expect(await runs(3)).toEqual(['5-9', '10-11', '11-11']);
});

test('a server that knows another disk’s epoch alone is told all of this one, however late its word comes', async () => {
  const { sender, sent, epoch, clock, journal } = await sending(3, 3);
  await sender.newEpoch();
  await journal.append([door(true)]);
  sender.online();
  await clock.advance(knownAckWaitMs);
  await expect.poll(() => sent.length).toBe(1);
  sender.takeAck({ epoch: '6b8c2a54-7866-4231-8129-1d9ac83eff9b', seq: 144 });
  await expect.poll(() => sent.length).toBe(2);
  expect(sent[1]).toMatchObject({ epoch, entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] });
});
