import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyingAt, flatRhythm, perDayOf, rhythmMinItems, rhythmOf } from '../../../server/fleet/pace.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const hour = 3_600_000;
const now = 20_000 * 24 * hour;
const even = { rhythm: flatRhythm, dayStartMs: now };
/** A whole day that was looked at, in which items fell from 8 to 18 o'clock alone. */
const sleepy = Array.from({ length: 24 }, (_, at) => ({
  hour: at,
  items: at >= 8 && at < 18 ? rhythmMinItems / 10 : 0,
}));

describe('a pace', () => {
  it.each([
    ['seven days of an old machine', 70, now - 900 * 24 * hour, 10],
    ['a machine that began two days ago', 20, now - 48 * hour, 10],
    ['one that began a minute ago is reckoned over a quarter of a day', 5, now - 60_000, 20],
    ['nothing fell', 0, now - 48 * hour, 0],
  ])('%s', (_what, items, since, perDay) => {
    expect(perDayOf(items, since, now, even)).toBeCloseTo(perDay);
  });

  it('of a machine that stood for the busy half of a day alone is what it gave in it', () => {
    const day = { rhythm: rhythmOf(sleepy), dayStartMs: now };
    expect(perDayOf(50, now + 8 * hour, now + 13 * hour, day)).toBeCloseTo(100);
    // The night before gave nothing, whether it stood there or not.
    expect(perDayOf(50, now - 4 * hour, now + 13 * hour, day)).toBeCloseTo(100);
  });
});

describe('an emptying', () => {
  it('comes evenly where the city’s day is not known', () => {
    expect(emptyingAt(10, 24, even, now)).toBe(now + 10 * hour);
    expect(emptyingAt(58, 24, even, now + hour)).toBe(now + 59 * hour);
    for (const [stock, perDay] of [
      [0, 10],
      [10, 0],
      [1_000, 1],
    ] as const)
      expect(emptyingAt(stock, perDay, even, now)).toBeUndefined();
  });

  it('waits through the night, where the city was seen to sleep', () => {
    const day = { rhythm: rhythmOf(sleepy), dayStartMs: now };
    expect(emptyingAt(30, 100, day, now + 17 * hour)).toBe(now + (24 + 10) * hour);
    expect(emptyingAt(30, 100, day, now + 8 * hour)).toBe(now + 11 * hour);
    expect(rhythmOf(sleepy.map((one) => ({ ...one, items: one.items - 1 })))).toBe(flatRhythm);
  });

  it('waits for no hour that nobody has seen: 35 packs at 326 a day last 2.6 hours in the city’s first morning', () => {
    const morning = [6, 7, 8].map((at) => ({ hour: at, items: 600 }));
    const emptyMs = emptyingAt(35, 326, { rhythm: rhythmOf(morning), dayStartMs: now }, now + 9 * hour);
    expect(((emptyMs ?? 0) - now) / hour - 9).toBeCloseTo((35 / 326) * 24);
  });

  it('takes an unseen hour as the mean of those that were seen, a seen and quiet one as quiet', () => {
    const rhythm = rhythmOf([
      { hour: 5, items: 0 },
      { hour: 6, items: 600 },
      { hour: 6, items: 1_200 },
      { hour: 7, items: 900 },
    ]);
    // The seen ones have means of 0, 900 and 900; the other 21 take 600.
    const total = 2 * 900 + 21 * 600;
    expect(rhythm.slice(5, 9).map((share) => share * total)).toEqual([
      0,
      ...[900, 900, 600].map((items) => expect.closeTo(items)),
    ]);
  });
});

it('the books tell a slot’s emptying in its first morning without a night that they never saw', async () => {
  const { ledger, machine, db } = await ledgerBench();
  ledger.prepareFleet(origin);
  const one = machine('izmir-01');
  one.send(
    one.write({ type: 'stock.set', slot: 0, product: 'adult', before: 0, after: 10, capacity: 200 }),
    origin - 3 * hour,
  );
  for (let vend = 0; vend < 6; vend++)
    one.send(one.vend(randomUUID(), { authority: 'offline' }), origin - 3 * hour + vend * 1_800_000);
  // What the rest of the city gave in these three hours.
  const addHour = db.prepare('INSERT OR REPLACE INTO city_hours VALUES (?, 600)');
  for (const back of [3, 2, 1]) addHour.run(Math.floor(origin / hour) - back);
  const [slot] = ledger.machineViews(origin)[0]?.slots ?? [];
  expect(slot).toMatchObject({ stock: 4, perDay: 24 });
  expect(Date.parse(slot?.emptyAt ?? '') - origin).toBe(4 * hour);
});
