import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import { type CardCounter, createCardCounter } from '../../../server/analytics/card-counter.ts';
import { eventually } from '../../support/eventually.ts';
import { seedBooks } from '../../support/seeded-books.ts';
import { serverBench } from '../../support/server-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const endMs = Date.parse('2026-11-24T00:00:00Z');
const seed = { days: 2, machines: 2, vendsADay: 60, endMs, cards: 50 };
const csv = '/api/analytics.csv?measure=masks&step=day&by=none&from=2026-11-22&to=2026-11-23';
const nothing = { measure: 'masks', by: 'none', enough: 10, machines: [], steps: [] } as const;

/** The processes that count the cards of a data folder. */
function countersOf(dataDir: string): number[] {
  const commandOf = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      // It has ended meanwhile.
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => commandOf(pid).includes('card-process') && commandOf(pid).includes(dataDir))
    .map(Number);
}

function counter(dataDir: string, clock = wallClock()): CardCounter {
  const made = createCardCounter({ dataDir, clock });
  onTestFinished(() => made.stop());
  return made;
}

it('who asks while the process is killed is told to try again, and the next one is answered', async () => {
  const dataDir = tempFolder();
  seedBooks(dataDir, seed);
  const { ask, stop } = await serverBench({ dataDir, minCards: 10 });
  expect((await ask(csv)).status).toBe(200);
  const [pid, ...more] = countersOf(dataDir);
  expect([pid, more]).toEqual([expect.any(Number), []]);
  process.kill(pid as number, 'SIGSTOP');
  const held = ask(`${csv}&machines=izmir-01`);
  // Nobody is told a number before it is known of how many cards it tells.
  expect(
    await Promise.race([held.then(() => 'told'), ask('/api/analytics/choices').then(() => 'held')]),
  ).toBe('held');
  process.kill(pid as number, 'SIGKILL');
  const refused = await held;
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'CARDS_NOT_COUNTED' }]);
  expect((await ask(`${csv}&machines=izmir-01`)).status).toBe(200);
  // It ends with its server.
  await stop();
  await eventually('the process is gone', () => countersOf(dataDir).length === 0);
});

it('a folder that cannot be read is told as a fault that may pass', async () => {
  const { count } = counter(join(tempFolder(), 'nowhere'));
  await expect(count(nothing)).rejects.toMatchObject({ code: 'CARDS_NOT_COUNTED', retryable: true });
});

it('it ends when nobody asks for a while, and is there again for who does', async () => {
  const dataDir = tempFolder();
  seedBooks(dataDir, seed);
  const clock = createVirtualClock();
  const { count, prepare } = counter(dataDir, clock);
  prepare();
  expect(await count(nothing)).toEqual([]);
  expect(countersOf(dataDir)).toHaveLength(1);
  await clock.advance(10 * 60_000);
  await eventually('the process is gone', () => countersOf(dataDir).length === 0);
  expect(await count(nothing)).toEqual([]);
});
