import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createMetrics } from '../../../server/metrics.ts';
import type { Finding } from '../../../server/verify/finding.ts';
import { createWatch, runVerify } from '../../../server/verify/watch.ts';
import { eventually } from '../../support/eventually.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const hourMs = 3_600_000;

async function watched() {
  const bench = await ledgerBench();
  const clock = createVirtualClock();
  const metrics = createMetrics();
  const looks: Finding[][] = [];
  const watch = createWatch({
    clock,
    metrics,
    log: pino({ level: 'silent' }),
    now: () => origin,
    store: {
      call: async (name, ...args) => (bench.ledger[name] as (...all: unknown[]) => never)(...args),
    },
    async verify(stopping) {
      const found = await runVerify(bench.folder, undefined, stopping);
      looks.push(found);
      return found;
    },
  });
  return { ...bench, clock, watch, looks, metrics };
}

it('every hour a process of its own holds the books, and a broken promise is an alarm and a figure', async () => {
  const { watch, clock, looks, alarms, db, rows, machine, metrics } = await watched();
  const izmir = machine('izmir-1');
  izmir.send(izmir.write({ type: 'line', up: true }));
  watch.start();
  await clock.advance(hourMs - 1);
  expect(looks).toHaveLength(0);
  await clock.advance(1);
  await eventually('a look', () => looks.length === 1);
  expect(alarms()).toEqual([]);

  db.exec('DELETE FROM entries');
  await eventually('the next look', async () => {
    await clock.advance(hourMs);
    return looks.length > 1;
  });
  await eventually('an alarm', () => alarms().includes('books-broken'));
  const [alarm] = rows<{ detail: string }>('SELECT detail FROM alarms');
  expect(alarm?.detail).toMatch(/^I1: 1 times, first journal izmir-1 /);
  expect(await metrics.registry.getSingleMetricAsString('maskfleet_verify_breaches')).toMatch(/ 1$/m);
  await watch.stop();
});

it('a stop does not wait for a look that is under way', async () => {
  const { watch, clock, looks } = await watched();
  watch.start();
  await clock.advance(hourMs);
  await watch.stop();
  expect(looks).toHaveLength(0);
});
