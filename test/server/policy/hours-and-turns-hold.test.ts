import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { CardFacts } from '../../../protocol/identity/facts.ts';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import { type Policy, type PolicyDocument, type Weekday, weekdays } from '../../../server/policy/document.ts';
import { evaluate } from '../../../server/policy/evaluate.ts';
import { openFrom, scheduleOf } from '../../../server/policy/schedule.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const local = (ms: number | undefined) =>
  ms === undefined
    ? undefined
    : Temporal.Instant.fromEpochMilliseconds(ms)
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' });
const everyDay = [...weekdays];
const workdays = weekdays.slice(0, 5) as Weekday[];
const [adult] = defaultPolicy.products;
const [weekly] = defaultPolicy.rules;

const policyOf = (change: Partial<PolicyDocument>): Policy => ({
  version: 1,
  ...completePolicy({ ...defaultPolicy, timeZone: zone, cards: 5, ...change }),
});
const ask = (
  policy: Policy,
  atMs: number,
  cards: { facts?: CardFacts; used?: readonly [number, number][] }[] = [{}],
  qty = cards.length,
) =>
  evaluate(policy, {
    ...{ product: 'adult', qty, atMs },
    cards: cards.map(({ facts = {}, used = [] }) => ({
      ...{ scheme: 'twid', entry: 'tap', facts, lists: [] },
      history: used.map(([atMs, pieces]) => ({ atMs, pieces, product: 'adult' })),
    })),
  });

describe('opening hours', () => {
  const opening = {
    hours: [
      { days: workdays, from: '08:30', to: '12:00' },
      { days: workdays, from: '13:00', to: '18:30' },
      { days: ['saturday'] as Weekday[], from: '22:00', to: '24:00' },
    ],
    closed: ['2020-05-21'],
  };
  const policy = policyOf({ opening });

  it.each([
    ['2020-05-20T08:30', undefined],
    ['2020-05-20T08:29:59.999', '2020-05-20T08:30'],
    ['2020-05-20T11:59:59.999', undefined],
    ['2020-05-20T12:00', '2020-05-20T13:00'],
    // Thursday is a holiday.
    ['2020-05-20T18:30', '2020-05-22T08:30'],
    ['2020-05-21T10:00', '2020-05-22T08:30'],
    ['2020-05-22T19:00', '2020-05-23T22:00'],
    ['2020-05-23T23:59:59.999', undefined],
    ['2020-05-24T00:00', '2020-05-25T08:30'],
  ])('at %s refuse until %s', (when, opens) => {
    const verdict = ask(policy, at(when));
    if (opens === undefined) expect(verdict).toMatchObject({ verdict: 'grant', qty: 1 });
    else {
      expect(verdict).toMatchObject({ verdict: 'refuse', reason: 'closed' });
      expect(local(verdict.nextAtMs)).toBe(opens);
    }
    expect(verdict.bearings[0]).toEqual({ rule: 'opening', holds: opens !== undefined });
  });

  it('come before everything that a card lacks, and let its balance be asked at any hour', () => {
    const night = at('2020-05-20T20:00');
    const empty = { used: [[night - 1, 5]] as [number, number][] };
    const verdict = ask(policy, night, [empty]);
    expect(verdict).toMatchObject({ verdict: 'refuse', reason: 'closed' });
    // A week after its masks the machine is closed too: the next morning.
    expect(local(verdict.nextAtMs)).toBe('2020-05-28T08:30');
    expect(ask(policy, night, [{}], 0)).toMatchObject({ verdict: 'grant', qty: 0, remaining: 5 });
    expect(ask(policy, night, [{}], 0).bearings.map(({ rule }) => rule)).toEqual(['weekly']);
  });

  it('that never come make no promise', () => {
    const year = Array.from({ length: 400 }, (_, days) =>
      Temporal.PlainDate.from('2020-05-20').add({ days }).toString(),
    );
    const shut = policyOf({ opening: { ...opening, closed: year } });
    expect(ask(shut, at('2020-05-20T10:00'))).toMatchObject({ reason: 'closed', nextAtMs: undefined });
  });

  it('begin and end by the clock on the wall where it is changed', () => {
    const nights = scheduleOf([{ days: everyDay, from: '02:30', to: '03:30' }], [], zone);
    // From two the clock goes to three: half past two is half past three, and nothing is between them.
    expect(local(openFrom(nights, at('2020-03-29T00:00')))).toBe('2020-03-30T02:30');
    // From three it goes back to two: open from the first half past two to the last half past three, two hours.
    const autumn = at('2020-10-25T00:00');
    const opens = openFrom(nights, autumn) as number;
    expect(opens - autumn).toBe(2.5 * 3_600_000);
    expect(nights(opens).end - opens).toBe(2 * 3_600_000);
  });
});

describe('turns', () => {
  // Taiwan, February 2020: odd and even last digits on alternate days, all on Sunday.
  const odd = [1, 3, 5, 7, 9];
  const even = [0, 2, 4, 6, 8];
  const taiwan = policyOf({
    turns: {
      by: 'lastDigit',
      times: [
        { days: ['monday', 'wednesday', 'friday'], digits: odd },
        { days: ['tuesday', 'thursday', 'saturday'], digits: even },
        { days: ['sunday'], digits: [...odd, ...even] },
      ],
    },
  });
  const digit = (lastDigit: number) => ({ facts: { lastDigit } });

  it('let a card come on the days of its digit', () => {
    // A Wednesday.
    const wednesday = at('2020-02-12T09:00');
    expect(ask(taiwan, wednesday, [digit(7)])).toMatchObject({ verdict: 'grant' });
    const refused = ask(taiwan, wednesday, [digit(8)]);
    expect(refused).toMatchObject({ verdict: 'refuse', reason: 'not-your-day', remaining: 5 });
    expect(refused.bearings[0]).toEqual({ rule: 'turns', card: 1, holds: true });
    expect(local(refused.nextAtMs)).toBe('2020-02-13T00:00');
    expect(ask(taiwan, at('2020-02-16T09:00'), [digit(8)])).toMatchObject({ verdict: 'grant' });
    // Seven days after its masks is a Wednesday again, on which eight has no turn.
    const had = { ...digit(8), used: [[at('2020-02-12T08:00'), 5]] as [number, number][] };
    expect(local(ask(taiwan, wednesday, [had]).nextAtMs)).toBe('2020-02-20T00:00');
  });

  it('do not keep one card from paying because another has none', () => {
    const both = ask(taiwan, at('2020-02-12T09:00'), [digit(8), digit(7)]);
    expect(both).toMatchObject({ verdict: 'grant', qty: 1, charges: [0, 1], remaining: 5 });
    // Nothing is left for today: the first of them has its turn tomorrow.
    expect(local(both.nextAtMs)).toBe('2020-02-13T00:00');
  });

  it('mean everybody whose card tells no digit, or nobody, as the policy says', () => {
    const morning = at('2020-02-12T09:00');
    expect(ask(taiwan, morning, [{}])).toMatchObject({ verdict: 'grant' });
    const strict = policyOf({
      turns: { ...(taiwan.turns as NonNullable<Policy['turns']>), without: 'none' },
    });
    expect(ask(strict, morning, [{}])).toMatchObject({ reason: 'not-eligible', nextAtMs: undefined });
    expect(ask(strict, morning, [digit(7)])).toMatchObject({ verdict: 'grant' });
  });

  it('go by the hour, and by the year of birth', () => {
    const byYear = policyOf({
      turns: {
        by: 'birthYear',
        times: [
          { days: everyDay, from: '08:00', to: '12:00', digits: even },
          { days: everyDay, from: '12:00', to: '18:00', digits: odd },
        ],
      },
    });
    const born = (year: string) => [{ facts: { born: `${year}-07-01`, lastDigit: 1 } }];
    expect(ask(byYear, at('2020-02-12T11:59'), born('1984'))).toMatchObject({ verdict: 'grant' });
    expect(local(ask(byYear, at('2020-02-12T11:59'), born('1985')).nextAtMs)).toBe('2020-02-12T12:00');
    expect(local(ask(byYear, at('2020-02-12T18:00'), born('1985')).nextAtMs)).toBe('2020-02-13T12:00');
  });

  it('that a digit never has make no promise', () => {
    const few = policyOf({ turns: { by: 'lastDigit', times: [{ days: everyDay, digits: [1] }] } });
    expect(ask(few, at('2020-02-12T09:00'), [digit(2)])).toMatchObject({
      ...{ reason: 'not-your-day', nextAtMs: undefined },
    });
  });
});

describe('a rule for some ages', () => {
  const rules = [
    { ...weekly, id: 'grown', ages: { from: 13 } },
    { ...weekly, id: 'child', limit: 10, ages: { to: 12 } },
  ] as Policy['rules'];
  const policy = policyOf({ rules });
  const born = (date: string) => [{ facts: { born: date } }];
  const noon = at('2020-05-20T12:00');
  const ruleOf = (cards: { facts: CardFacts }[], of = policy, when = noon) =>
    ask(of, when, cards).bearings.map(({ rule }) => rule);

  it('means a card from the day on which its holder has the years, to the day before they have one more', () => {
    expect(ruleOf(born('2007-05-20'))).toEqual(['grown']);
    expect(ruleOf(born('2007-05-21'))).toEqual(['child']);
    expect(ruleOf(born('2007-05-21'), policy, at('2020-05-21T00:00'))).toEqual(['grown']);
    expect(ruleOf(born('2008-02-29'), policy, at('2021-02-28T23:59'))).toEqual(['child']);
    expect(ruleOf(born('2008-02-29'), policy, at('2021-03-01T00:00'))).toEqual(['grown']);
    expect(ask(policy, noon, born('2015-01-01'), 3)).toMatchObject({ qty: 2, remaining: 0 });
  });

  it('means no card that tells no birth, unless it says so', () => {
    expect(ask(policy, noon)).toMatchObject({ verdict: 'refuse', reason: 'not-eligible' });
    const open = policyOf({ rules: [{ ...rules[0], ages: { from: 13, unknown: true } }] as Policy['rules'] });
    expect(ruleOf([{ facts: {} }], open)).toEqual(['grown']);
    expect(ruleOf(born('2015-01-01'), open)).toEqual([]);
  });
});

describe('a cap a visit', () => {
  const policy = policyOf({
    products: [{ ...adult, perVisit: 2 }] as Policy['products'],
    rules: [{ ...weekly, limit: 20 }] as Policy['rules'],
  });
  const noon = at('2020-05-20T12:00');

  it('bounds what is given at once, however many cards there are, and leaves the rest for the next visit', () => {
    expect(ask(policy, noon, [{}, {}, {}], 3)).toMatchObject({ qty: 2, charges: [2, 0, 0], remaining: 50 });
    const verdict = ask(policy, noon, [{}], 4);
    expect(verdict).toMatchObject({ qty: 2, remaining: 10, nextAtMs: undefined });
    expect(verdict.bearings).toEqual([
      { rule: 'perVisit', allowed: 10, holds: false },
      { rule: 'weekly', card: 1, allowed: 20, used: 0, holds: false },
    ]);
    expect(ask(policy, noon, [{}], 2).bearings.map(({ rule }) => rule)).toEqual(['weekly']);
  });
});

describe('every rule that bore on a decision', () => {
  it('is told with what it allows and what it holds, card by card', () => {
    const policy = policyOf({
      rules: [...defaultPolicy.rules, { ...weekly, id: 'campaign', limit: 40 } as never],
    });
    const noon = at('2020-05-20T12:00');
    expect(ask(policy, noon, [{ used: [[noon - 1, 5]] }, {}]).bearings).toEqual([
      { rule: 'weekly', card: 1, allowed: 5, used: 5, holds: true },
      { rule: 'campaign', card: 1, allowed: 40, used: 5, holds: false },
      { rule: 'weekly', card: 2, allowed: 5, used: 0, holds: false },
      { rule: 'campaign', card: 2, allowed: 40, used: 0, holds: false },
    ]);
    expect(ask(policy, noon, [{}, {}, {}, {}, {}, {}]).bearings).toEqual([]);
  });
});
