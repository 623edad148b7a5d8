import { expect, test } from 'vitest';
import { all, door, openAt, seqs, temporaryFolder } from './journal-bench.ts';

test('what was acknowledged before an epoch ended can be told again, epoch by epoch, and nothing that was carried over', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder, { segmentBytes: 300 });
  const first = journal.state().epoch;
  for (let n = 0; n < 5; n++) await journal.append([door(n % 2 === 0)]);
  journal.acked(3);
  await journal.newEpoch();
  const second = journal.state().epoch;
  expect(seqs(await all(journal))).toEqual([1, 2]);
  await journal.append([door(true)]);
  journal.acked(1);
  await journal.newEpoch();
  await journal.append([door(false)]);
  const third = journal.state().epoch;

  const told = [];
  let after = { epoch: first, seq: 1 };
  for (;;) {
    const part = await journal.earlier(after, 1, 10_000);
    if (part === undefined) break;
    told.push(...part.entries.map(({ seq }) => ({ epoch: part.epoch, seq })));
    after = { epoch: part.epoch, seq: part.entries.at(-1)?.seq ?? 0 };
  }
  // Entry 4 was carried over as the second epoch's first, which was acknowledged there; 5 lives in the third epoch.
  expect(told).toEqual([
    { epoch: first, seq: 2 },
    { epoch: first, seq: 3 },
    { epoch: second, seq: 1 },
  ]);
  expect(await journal.earlier({ epoch: third, seq: 0 }, 10, 10_000)).toBeUndefined();
  expect(await journal.earlier({ epoch: 'another disk', seq: 0 }, 10, 10_000)).toBeUndefined();
  const whole = await journal.earlier({ epoch: first, seq: 0 }, 10, 10_000);
  expect(whole).toMatchObject({ epoch: first, oldest: 1 });
  expect(seqs(whole?.entries ?? [])).toEqual([1, 2, 3]);
});
