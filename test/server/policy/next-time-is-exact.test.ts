import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import { type Policy, type Weekday, weekdays } from '../../../server/policy/document.ts';
import { type CardView, evaluate } from '../../../server/policy/evaluate.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const everyDay = [...weekdays];
const policyOf = (change: Pick<Policy, 'opening' | 'turns'>): Policy => ({
  version: 1,
  ...completePolicy({ ...defaultPolicy, timeZone: zone }),
  ...change,
});

describe('the next time', () => {
  const aClock = fc.integer({ min: 0, max: 47 });
  const text = (half: number) =>
    `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
  const someTimes = fc
    .record({ days: fc.subarray(everyDay, { minLength: 1 }), a: aClock, b: aClock })
    .map(({ days, a, b }) => ({ days, from: text(Math.min(a, b)), to: text(Math.max(a, b) + 1) }));
  const someHours = fc.array(someTimes, { minLength: 1, maxLength: 3 });
  const someHistory = fc.array(
    fc.record({ hours: fc.integer({ min: -200, max: 20 }), pieces: fc.integer({ min: 1, max: 5 }) }),
    { maxLength: 4 },
  );
  /** Around the two nights on which Berlin changes its clocks, and elsewhere. */
  const someMoment = fc
    .tuple(fc.constantFrom('2020-03-27T00:00', '2020-10-23T00:00', '2020-06-10T00:00'), fc.nat(4 * 24 * 60))
    .map(([day, minutes]) => at(day) + minutes * 60_000);

  it('is the first half hour at which a slow and obvious look finds room, an open machine and the card’s turn', () => {
    fc.assert(
      fc.property(someHours, someHours, someHistory, someMoment, (hours, times, history, now) => {
        const policy = policyOf({
          opening: { hours },
          turns: { by: 'lastDigit', times: times.map((one) => ({ ...one, digits: [3] })) },
        });
        const used = history.map(
          ({ hours, pieces }) => [now + hours * 3_600_000, pieces] as [number, number],
        );
        const card: CardView = {
          scheme: 'twid',
          entry: 'tap',
          facts: { lastDigit: 3 },
          lists: [],
          history: used.map(([atMs, pieces]) => ({ atMs, pieces, product: 'adult' })),
        };
        const ask = (atMs: number) => evaluate(policy, { product: 'adult', qty: 1, atMs, cards: [card] });
        const verdict = ask(now);
        const isServed = (ms: number) => ask(ms).verdict === 'grant';
        expect(isServed(now)).toBe(obviously(policy, used, now));
        fc.pre(verdict.verdict === 'refuse' && verdict.nextAtMs !== undefined);
        const next = verdict.nextAtMs as number;
        expect(isServed(next)).toBe(true);
        expect(isServed(next - 1)).toBe(false);
        // Nothing was passed over: every half hour before is refused, by the slow look as well.
        for (let ms = now; ms < next; ms += 1_800_000) expect(obviously(policy, used, ms)).toBe(false);
        expect(obviously(policy, used, next)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  /** Whether one item of five can be had: by the clock on the wall as text, and by counting each window anew. */
  function obviously(policy: Policy, used: readonly [number, number][], ms: number): boolean {
    const wall = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
    const clock = wall.toPlainTime().toString({ smallestUnit: 'minute' });
    const isIn = ({
      days,
      from = '00:00',
      to = '24:00',
    }: {
      days: readonly Weekday[];
      from?: string;
      to?: string;
    }) => days.includes(weekdays[wall.dayOfWeek - 1] as Weekday) && from <= clock && clock < to;
    if (!policy.opening?.hours.some(isIn) || !policy.turns?.times.some(isIn)) return false;
    const week = 7 * 86_400_000;
    const ends = [ms, ...used.map(([when]) => when)].filter((end) => end >= ms && end < ms + week);
    return ends.every(
      (end) =>
        used
          .filter(([when]) => when > end - week && when <= end)
          .reduce((sum, [, pieces]) => sum + pieces, 0) === 0,
    );
  }
});
