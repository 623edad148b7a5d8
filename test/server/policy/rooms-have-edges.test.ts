import { describe, expect, it } from 'vitest';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import type { Policy, Rule, Window } from '../../../server/policy/document.ts';
import { type CardView, evaluate, type Question } from '../../../server/policy/evaluate.ts';
import {
  earliestRoom,
  limitsFor,
  limitsOf,
  placePieces,
  reachOf,
  roomAt,
} from '../../../server/policy/room.ts';
import { calendarOf } from '../../../server/policy/windows.ts';

const dayMs = 86_400_000;
const atMs = Date.parse('2020-05-20T09:00:00Z');
const midnight = Date.parse('2020-05-20T21:00:00Z');
const [adult] = defaultPolicy.products;

function policyOf(...rules: Partial<Rule>[]): Policy {
  return {
    version: 1,
    ...completePolicy({
      ...defaultPolicy,
      cards: 3,
      products: [adult, { ...adult, id: 'child', code: 2, pieces: 2 }] as Policy['products'],
      rules: rules.map((rule, at) => ({ ...defaultPolicy.rules[0], id: `r${at}`, ...rule }) as Rule),
    }),
  };
}
const used = (when: number, pieces: number, product = 'adult') => ({ atMs: when, pieces, product });
const daily: Window = { calendar: 'day' };
const weekly: Window = { rolling: { days: 7 } };

describe('the limits of a product', () => {
  it('are those of the rules that name it and mean the card’s scheme', () => {
    const policy = policyOf(
      {},
      { products: ['child'] },
      { schemes: ['staff', 'tckn'] },
      { schemes: ['voucher'] },
    );
    const names = (product: string, scheme: CardView['scheme']) =>
      limitsFor(policy, product, { scheme }, atMs).map(({ rule }) => rule);
    expect(names('adult', 'tckn')).toEqual(['r0', 'r2']);
    expect(names('adult', 'uid')).toEqual(['r0']);
    // A share is nothing that staff draw, and a voucher must be named.
    expect(names('adult', 'staff')).toEqual(['r2']);
    expect(names('adult', 'voucher')).toEqual(['r3']);
    expect(names('child', 'tckn')).toEqual(['r1']);
    expect(limitsOf(policy, 'adult').map(({ rule }) => rule)).toEqual(['r0', 'r2', 'r3']);
    expect(limitsOf(policy, 'child').map(({ rule }) => rule)).toEqual(['r1']);
  });

  it('reach back as far as the longest of all rules', () => {
    expect(reachOf(policyOf({ window: weekly }, { window: daily }), atMs)).toBe(atMs - 7 * dayMs);
    expect(reachOf(policyOf({ window: daily }), atMs)).toBe(midnight - dayMs);
  });
});

describe('a calendar window', () => {
  const limits = limitsFor(policyOf({ window: daily, limit: 5 }), 'adult', { scheme: 'tckn' }, atMs);

  it('holds its first millisecond and not that behind its last', () => {
    expect(roomAt(limits, [used(midnight - dayMs, 2)], atMs)).toBe(3);
    expect(roomAt(limits, [used(midnight - dayMs - 1, 2)], atMs)).toBe(5);
    expect(roomAt(limits, [used(midnight - 1, 2)], atMs)).toBe(3);
    expect(roomAt(limits, [used(midnight, 2)], atMs)).toBe(5);
    expect(roomAt(limits, [used(atMs, 2, 'child')], atMs)).toBe(5);
  });

  it('has room again when it ends, if it is this one that is full', () => {
    expect(earliestRoom(limits, [used(atMs, 5)], atMs, 5)).toBe(midnight);
    expect(earliestRoom(limits, [used(atMs, 5), used(midnight, 5)], atMs, 5)).toBe(midnight + dayMs);
    const [limit] = limits;
    expect(limit?.nextChange([used(midnight, 5)], atMs)).toBeUndefined();
    expect(limit?.nextChange([used(atMs, 5, 'child')], atMs)).toBeUndefined();
    expect(limit?.nextChange([used(midnight - 1, 5)], atMs)).toBe(midnight);
    expect(limit?.nextChange([], atMs)).toBeUndefined();
  });

  it('is the same, whichever instant in it is asked about, and in whatever order', () => {
    const month = calendarOf({ calendar: 'month' }, 'Europe/Istanbul');
    const [may, june] = [Date.parse('2020-04-30T21:00:00Z'), Date.parse('2020-05-31T21:00:00Z')];
    for (const [asked, start] of [
      [june - 1, may],
      [june, june],
      [may, may],
      [june + 5, june],
      [may - 1, Date.parse('2020-03-31T21:00:00Z')],
      [atMs, may],
    ] as const)
      expect(month(asked).start).toBe(start);
    expect(calendarOf({ calendar: 'month' }, 'Europe/Istanbul')).toBe(month);
    expect(calendarOf({ calendar: 'month' }, 'UTC')(may).start).toBe(Date.parse('2020-04-01T00:00:00Z'));
  });

  it('of several weeks counts from its anchor, before it as well', () => {
    const weeks = calendarOf({ weeks: 2, anchor: '2020-04-09' }, 'UTC');
    expect(weeks(Date.parse('2020-04-09T00:00:00Z'))).toEqual({
      start: Date.parse('2020-04-09T00:00:00Z'),
      end: Date.parse('2020-04-23T00:00:00Z'),
    });
    expect(weeks(Date.parse('2020-04-08T23:59:59.999Z')).start).toBe(Date.parse('2020-03-26T00:00:00Z'));
    // A year and more away it is still told in days.
    expect(weeks(Date.parse('2021-06-01T12:00:00Z')).start).toBe(Date.parse('2021-05-20T00:00:00Z'));
  });
});

describe('a rolling window', () => {
  const limits = limitsFor(policyOf({ window: weekly, limit: 5 }), 'adult', { scheme: 'tckn' }, atMs);
  const [limit] = limits;

  it('ends before the instant a length ago, and holds this one', () => {
    expect(roomAt(limits, [used(atMs - 7 * dayMs, 5)], atMs)).toBe(5);
    expect(roomAt(limits, [used(atMs - 7 * dayMs + 1, 5)], atMs)).toBe(0);
    expect(roomAt(limits, [used(atMs, 5)], atMs)).toBe(0);
  });

  it('holds a debt that is less than its length ahead', () => {
    expect(roomAt(limits, [used(atMs + 7 * dayMs - 1, 3)], atMs)).toBe(2);
    expect(roomAt(limits, [used(atMs + 7 * dayMs, 3)], atMs)).toBe(5);
    // What lies before it counts together with it only where one window holds both.
    expect(roomAt(limits, [used(atMs - dayMs, 2), used(atMs + 6 * dayMs, 2)], atMs)).toBe(3);
    expect(roomAt(limits, [used(atMs - dayMs, 2), used(atMs + 6 * dayMs - 1, 2)], atMs)).toBe(1);
  });

  it('changes next when the oldest that it holds has left it', () => {
    expect(
      limit?.nextChange([used(atMs - 7 * dayMs, 1), used(atMs - 6 * dayMs, 1), used(atMs, 1)], atMs),
    ).toBe(atMs + dayMs);
    expect(limit?.nextChange([], atMs)).toBeUndefined();
    expect(limit?.nextChange([used(atMs, 5, 'child')], atMs)).toBeUndefined();
  });
});

describe('room', () => {
  it('for what no limit ever allows, or that nothing limits, never comes', () => {
    const limits = limitsFor(
      policyOf({ limit: 5 }, { limit: 4, window: daily }),
      'adult',
      { scheme: 'tckn' },
      atMs,
    );
    expect(earliestRoom(limits, [], atMs, 5)).toBeUndefined();
    expect(earliestRoom(limits, [], atMs, 4)).toBe(atMs);
    expect(earliestRoom([], [], atMs, 1)).toBeUndefined();
  });

  it('comes with the first change after which every limit has some', () => {
    const limits = limitsFor(
      policyOf({ limit: 10 }, { limit: 5, window: daily }),
      'adult',
      { scheme: 'tckn' },
      atMs,
    );
    // Today is full until midnight; the week until the first of both is seven days old, which is earlier.
    const history = [used(atMs - 7 * dayMs + 1, 5), used(atMs - 1, 5)];
    expect(earliestRoom(limits, history, atMs, 5)).toBe(midnight);
    expect(earliestRoom(limits, [used(atMs, 5), used(atMs - 2 * dayMs, 5)], atMs, 5)).toBe(atMs + 5 * dayMs);
  });

  it('is where pieces beyond a limit are dated, piece by piece, and at once where no day has any', () => {
    const limits = limitsFor(policyOf({ window: daily, limit: 5 }), 'adult', { scheme: 'tckn' }, atMs);
    expect(placePieces(limits, [used(atMs, 3)], atMs, 'adult', 9)).toEqual([
      used(atMs, 2),
      used(midnight, 5),
      used(midnight + dayMs, 2),
    ]);
    const none = limitsFor(policyOf({ window: daily, limit: 0 }), 'adult', { scheme: 'tckn' }, atMs);
    expect(placePieces(none, [], atMs, 'adult', 9)).toEqual([used(atMs, 9)]);
    expect(placePieces([], [], atMs, 'adult', 4)).toEqual([used(atMs, 4)]);
    expect(placePieces(limits, [], atMs, 'adult', 0)).toEqual([]);
  });
});

describe('a verdict', () => {
  const card = (history: CardView['history'], change: Partial<CardView> = {}): CardView => ({
    ...{ scheme: 'tckn', entry: 'tap', facts: {}, lists: [], history },
    ...change,
  });
  const ask = (question: Partial<Question>, policy = policyOf({ limit: 10 })) =>
    evaluate(policy, { product: 'adult', qty: 1, atMs, cards: [card([])], ...question });

  it('says when the next item is due only where none is left now', () => {
    expect(ask({})).toMatchObject({
      verdict: 'grant',
      qty: 1,
      charges: [1],
      remaining: 5,
      nextAtMs: undefined,
    });
    expect(ask({ qty: 2 })).toMatchObject({ remaining: 0, nextAtMs: atMs + 7 * dayMs });
    expect(ask({}, policyOf({ limit: 9 }))).toMatchObject({ remaining: 4, nextAtMs: atMs + 7 * dayMs });
  });

  it('names the earliest of several cards', () => {
    const cards = [
      card([used(atMs - dayMs, 10)]),
      card([used(atMs - 3 * dayMs, 10)]),
      card([used(atMs, 10)]),
    ];
    expect(ask({ cards })).toMatchObject({ verdict: 'refuse', reason: 'quota', nextAtMs: atMs + 4 * dayMs });
  });

  it('counts what it charges now against when the next is due, and of nobody else', () => {
    const cards = [card([used(atMs - dayMs, 5)]), card([used(atMs - 2 * dayMs, 5)])];
    expect(ask({ qty: 2, cards }, policyOf({ limit: 10 }))).toMatchObject({
      ...{ charges: [1, 1], remaining: 0, nextAtMs: atMs + 5 * dayMs },
    });
    const [full, fresh] = [card([used(atMs - dayMs, 10)]), card([])];
    expect(ask({ qty: 2, cards: [full, fresh] }, policyOf({ limit: 10 }))).toMatchObject({
      ...{ charges: [0, 2], nextAtMs: atMs + 6 * dayMs },
    });
  });

  it('refuses for the reason of the first card, whatever the others say', () => {
    const bad = card(undefined);
    const stranger = card([], { scheme: 'staff' });
    const full = card([used(atMs, 10)]);
    expect(ask({ cards: [bad, full] })).toMatchObject({ reason: 'bad-id' });
    expect(ask({ cards: [full, bad] })).toMatchObject({ reason: 'quota' });
    expect(ask({ cards: [stranger] })).toMatchObject({ reason: 'not-eligible', nextAtMs: undefined });
    // One that is in order pays alone.
    expect(ask({ cards: [bad, card([])] })).toMatchObject({ verdict: 'grant', charges: [0, 1] });
  });

  it('on a balance is refused only where no card can ever have any', () => {
    expect(ask({ qty: 0, cards: [card(undefined), card([used(atMs, 10)])] })).toMatchObject({
      ...{ verdict: 'grant', qty: 0, charges: [0, 0] },
    });
    expect(ask({ qty: 0, cards: [card(undefined), card(undefined)] })).toMatchObject({ reason: 'bad-id' });
    expect(ask({ qty: 0, cards: [card([]), card([], { entry: 'scan' })] })).toMatchObject({
      reason: 'bad-request',
    });
    expect(ask({ qty: 0, cards: [card([], { entry: 'typed' })] })).toMatchObject({ reason: 'bad-request' });
  });

  it('holds to the number of cards, and to its products', () => {
    const four = Array.from({ length: 4 }, () => card([]));
    expect(ask({ cards: four })).toMatchObject({ reason: 'too-many', remaining: 0 });
    expect(ask({ cards: four.slice(1) })).toMatchObject({ verdict: 'grant' });
    expect(ask({ product: 'other' })).toMatchObject({ reason: 'no-policy' });
  });
});
