import { expect, it } from 'vitest';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import { momentOf } from '../../../server/policy/moment.ts';

const zone = 'Europe/Istanbul';
const read = (text: string, timeZone = zone) => {
  const at = momentOf(text, timeZone, 7);
  return at === undefined || at === 7 ? at : new Date(at).toISOString();
};

it('a date is its first moment where the policy is, a time is one of the clock on the wall, an instant is itself', () => {
  expect(read('now')).toBe(7);
  expect(read('2020-06-01')).toBe('2020-05-31T21:00:00.000Z');
  expect(read('2020-06-01', 'Asia/Taipei')).toBe('2020-05-31T16:00:00.000Z');
  // Midnight was left out there: the day began at one.
  expect(read('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  expect(read('2020-06-01T06:00')).toBe('2020-06-01T03:00:00.000Z');
  expect(read('2020-06-01T06:00:30.250')).toBe('2020-06-01T03:00:30.250Z');
  expect(read('2020-06-01T06:00:00Z')).toBe('2020-06-01T06:00:00.000Z');
  expect(read('2020-06-01T06:00:00+02:00')).toBe('2020-06-01T04:00:00.000Z');
  expect(read('2020-06-01T06:00:00-05:30')).toBe('2020-06-01T11:30:00.000Z');
});

it('what is none is none', () => {
  for (const text of [
    '',
    'soon',
    '2020-02-30',
    '2020-13-01',
    '20200-06-01',
    '2020-06-01T25:00',
    '12:00',
    'Zebra',
  ])
    expect(read(text), text).toBeUndefined();
});

it('a policy is filled in with what a city leaves out, and keeps what it wrote', () => {
  expect(completePolicy(defaultPolicy)).toMatchObject({
    ...{ cards: 1, grantSeconds: 60, eligible: [], blocked: [], opening: null, turns: null },
    planogram: [{ slot: 0, product: 'adult', capacity: 200 }],
    offline: { mode: 'refuse', perCard: 0, perMachine: 0, maxHours: 0 },
    caps: { machine: 3_000, district: 10_000_000 },
    velocity: { asks: 60, numbers: 5, numbersAnHour: 30, pauseMinutes: 15 },
  });
  const [product] = defaultPolicy.products;
  const large = { ...(product as (typeof defaultPolicy.products)[number]), perVisit: 3 };
  const written = { ...defaultPolicy, cards: 3, products: [large], velocity: { asks: 9 } };
  expect(completePolicy(written)).toMatchObject({
    cards: 3,
    caps: { machine: 9_000 },
    velocity: { asks: 9, numbers: 5 },
  });
});
