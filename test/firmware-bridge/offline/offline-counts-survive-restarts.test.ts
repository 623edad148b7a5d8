import { expect, test } from 'vitest';
import { openOffline, runTimeStepMs } from '../../../firmware-bridge/offline/offline.ts';
import { systemDisk } from '../../../firmware-bridge/store/disk.ts';
import type { OfflineRule } from '../../../protocol/mqtt/messages/desired.ts';
import { silentLog } from '../../support/silent-log.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { temporaryFolder } from '../journal/journal-bench.ts';

const rule: OfflineRule = { mode: 'allow', perCard: 5, perMachine: 10, maxHours: 0.05 };
const hmacKey = Buffer.alloc(32, 7).toString('base64url');
const name = 'uid:04A1B2C3D4E5F6';

/** `ended` is what the journal says of every vend: nothing began by default. */
async function opened(folder: string, ended: number | 'open' = 0) {
  const clock = createVirtualClock();
  const offline = await openOffline({
    disk: systemDisk,
    ...{
      folder,
      clock,
      hmacKey,
      rule: () => rule,
      fallen: () => (ended === 'open' ? undefined : ended),
      log: silentLog,
    },
  });
  return { offline, clock };
}

test('a card that was served cannot be served again after a restart', async () => {
  const folder = await temporaryFolder();
  const { offline } = await opened(folder);
  await offline.begin({ epoch: 'e', seq: 1 });
  await offline.start('t1', [name], [1], 5);
  const again = await opened(folder, 'open');
  expect(again.offline.decide(rule, [name], 5)).toEqual({ kind: 'refuse', shown: 'offlineUsed' });
  await again.offline.end('t1', 0, { epoch: 'e', seq: 3 });
  expect(again.offline.decide(rule, [name], 5).kind).toBe('allow');
});

test('counts of a vend that never began are given back at the next start', async () => {
  const folder = await temporaryFolder();
  const { offline } = await opened(folder);
  await offline.begin({ epoch: 'e', seq: 1 });
  await offline.start('t1', [name], [1], 5);
  expect((await opened(folder)).offline.decide(rule, [name], 5).kind).toBe('allow');
});

test('each boot costs a minute of maxHours, so that restarts never lengthen a period', async () => {
  const folder = await temporaryFolder();
  const { offline } = await opened(folder);
  await offline.begin({ epoch: 'e', seq: 1 });
  await offline.start('t1', ['uid:another'], [1], 5);
  await offline.end('t1', 1, { epoch: 'e', seq: 3 });
  // 0.05 h are three minutes: the third boot still serves, the fourth is beyond.
  for (const expected of ['allow', 'allow', 'allow', 'refuse']) {
    const { offline: next } = await opened(folder);
    expect(next.decide(rule, [name], 5).kind).toBe(expected);
  }
});

test('a period ends when everything of it is acknowledged and no vend is open', async () => {
  const { offline, clock } = await opened(await temporaryFolder());
  await offline.begin({ epoch: 'e', seq: 4 });
  await clock.advance(4 * runTimeStepMs);
  expect(offline.decide(rule, [name], 5).kind).toBe('refuse');
  await offline.acknowledged({ epoch: 'e', acked: 3, lastSeq: 9 }, false);
  await offline.acknowledged({ epoch: 'e', acked: 9, lastSeq: 9 }, true);
  expect(offline.decide(rule, [name], 5).kind).toBe('refuse');
  await offline.acknowledged({ epoch: 'e', acked: 4, lastSeq: 9 }, false);
  expect(offline.decide(rule, [name], 5).kind).toBe('allow');
});

test('a vend that ended in the journal alone is ended in the counts at the next start', async () => {
  const folder = await temporaryFolder();
  const { offline } = await opened(folder);
  await offline.begin({ epoch: 'e', seq: 1 });
  await offline.start('t1', [name, 'uid:another'], [1, 1], 5);
  const { offline: next, clock } = await opened(folder, 1);
  expect(next.decide(rule, [name], 5).kind).toBe('refuse');
  expect(next.decide(rule, ['uid:another'], 5).kind).toBe('allow');
  // The period waits for all that the journal holds now, and then ends.
  await clock.advance(4 * runTimeStepMs);
  await next.acknowledged({ epoch: 'e', acked: 2, lastSeq: 3 }, false);
  expect(next.decide(rule, ['uid:third'], 5).kind).toBe('refuse');
  await next.acknowledged({ epoch: 'e', acked: 3, lastSeq: 3 }, false);
  expect(next.decide(rule, ['uid:third'], 5).kind).toBe('allow');
});

test('a period that has begun without a vend goes on after a restart', async () => {
  const folder = await temporaryFolder();
  const { offline } = await opened(folder);
  await offline.begin({ epoch: 'e', seq: 1 });
  for (const expected of ['allow', 'allow', 'allow', 'refuse'])
    expect((await opened(folder)).offline.decide(rule, [name], 5).kind).toBe(expected);
});
