import { expect, it } from 'vitest';
import type { AnalyticsSource, Slice } from '../../../server/analytics/analytics.ts';
import { withFallback } from '../../../server/analytics/analytics.ts';
import { createPulse } from '../../../server/analytics/pulse.ts';
import type { Store } from '../../../server/store/client.ts';

const hourMs = 3_600_000;

/** A pulse over masks that a test names by their instants. */
function pulseAt(now: string, timeZone: string, given: Readonly<Record<string, number>>) {
  const masks = Object.entries(given).map(([at, n]) => ({ atMs: Date.parse(at), n }));
  let asked = 0;
  const source: AnalyticsSource = {
    name: 'ledger',
    figures: () => Promise.reject(new Error('nobody asks')),
    newestMs: async () => null,
    async tallies({ measure, run }: Slice) {
      asked++;
      if (measure === 'refusals')
        return [
          { atMs: run.startMs, key: 'no-stock', cls: 0, n: 2 },
          { atMs: run.startMs, key: 'quota', cls: 0, n: 5 },
        ];
      return masks
        .filter(({ atMs }) => atMs >= run.startMs && atMs < run.endMs)
        .map(({ atMs, n }) => ({ atMs, key: '', cls: 0, n }));
    },
  };
  let monotonicMs = 0;
  const pulse = createPulse({
    store: { call: async () => ({ timeZone }) } as unknown as Pick<Store, 'call'>,
    analytics: withFallback(undefined, () => false, source),
    now: () => Date.parse(now),
    monotonic: () => monotonicMs,
  });
  return {
    pulse,
    asked: () => asked,
    pass: (ms: number) => {
      monotonicMs += ms;
    },
  };
}

it('each hour stands beside the lowest, middle and highest of the last four same weekdays that gave any', async () => {
  // A Tuesday; four Tuesdays before, of which one was closed.
  const { pulse } = pulseAt('2026-11-24T09:20:00Z', 'Europe/Istanbul', {
    '2026-11-24T06:00:00Z': 10,
    '2026-11-24T06:45:00Z': 5,
    '2026-11-24T09:15:00Z': 3,
    '2026-11-17T06:00:00Z': 20,
    '2026-11-17T09:15:00Z': 30,
    '2026-11-17T12:00:00Z': 99,
    '2026-11-10T06:30:00Z': 40,
    '2026-10-27T06:30:00Z': 30,
    // Other weekdays are nothing to hold a Tuesday against.
    '2026-11-23T06:30:00Z': 1_000,
  });
  const told = await pulse();
  expect(told).toMatchObject({ source: 'ledger', refusedToday: 7, normalDays: 3 });
  expect(told.refusedBy).toEqual([
    { reason: 'quota', count: 5 },
    { reason: 'no-stock', count: 2 },
  ]);
  expect(told.hours).toHaveLength(24);
  expect(told.hours[9]).toEqual({
    ...{ hour: 9, at: '2026-11-24T06:00:00.000Z', masks: 15, low: 20, normal: 30, high: 40 },
  });
  expect(told.hours[12]).toMatchObject({ masks: 3, low: 0, normal: 0, high: 30 });
  expect(told.hours[13]).toMatchObject({ masks: null, high: 0 });
  // By 12:20, a third of the quarter of an hour that gave 30.
  expect(told.masksLastWeek).toBe(30);
});

it('where there is no week before there is nothing to compare with', async () => {
  const { pulse } = pulseAt('2026-11-24T09:20:00Z', 'UTC', { '2026-11-24T06:00:00Z': 10 });
  const told = await pulse();
  expect(told.masksLastWeek).toBeNull();
  expect(told.hours[6]).toMatchObject({ masks: 10, low: null, normal: null, high: null });
});

it('where the clocks change, the day has its hours, held against what the clock on the wall showed', async () => {
  // Berlin, 2026-03-29: two o’clock does not come.
  const spring = await pulseAt('2026-03-29T20:00:00Z', 'Europe/Berlin', {
    '2026-03-29T01:00:00Z': 7,
    '2026-03-22T02:00:00Z': 4,
  }).pulse();
  expect(spring.hours).toHaveLength(23);
  expect(spring.hours[2]).toMatchObject({ at: '2026-03-29T01:00:00.000Z', masks: 7, normal: 4 });
  const autumn = await pulseAt('2026-10-25T22:30:00Z', 'Europe/Berlin', {
    '2026-10-18T00:00:00Z': 4,
  }).pulse();
  expect(autumn.hours).toHaveLength(25);
  expect([autumn.hours[2]?.normal, autumn.hours[3]?.normal, autumn.hours[4]?.normal]).toEqual([4, 4, 0]);
});

it('all who ask within two seconds share one reading, and the days before are read again only now and then', async () => {
  const { pulse, asked, pass } = pulseAt('2026-11-24T09:20:00Z', 'UTC', { '2026-11-17T06:00:00Z': 10 });
  await Promise.all(Array.from({ length: 100 }, pulse));
  const first = asked();
  expect(first).toBe(4 + 2);
  pass(1_000);
  await pulse();
  expect(asked()).toBe(first);
  pass(2_000);
  await pulse();
  expect(asked()).toBe(first + 2);
  pass(hourMs);
  await pulse();
  expect(asked()).toBe(first + 2 + 4 + 2);
});
