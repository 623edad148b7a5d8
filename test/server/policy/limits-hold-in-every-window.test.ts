import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completePolicy } from '../../../server/policy/default.ts';
import type { Policy, Window } from '../../../server/policy/document.ts';
import { evaluate } from '../../../server/policy/evaluate.ts';
import { limitsFor, placePieces, roomAt, type Usage } from '../../../server/policy/room.ts';
import { calendarOf, rollingMs } from '../../../server/policy/windows.ts';

const hour = 3_600_000;
const day = 24 * hour;
const origin = Date.parse('2020-03-20T09:30:00Z');
const timeZone = 'Europe/Berlin';

const product = (id: string, code: number, pieces: number) => ({
  id,
  code,
  pieces,
  name: { tr: id, en: id, 'zh-TW': id },
});

function policyOf(rules: readonly { limit: number; window: Window; products?: string[] }[]): Policy {
  return {
    version: 1,
    ...completePolicy({
      timeZone,
      language: 'en',
      cards: 5,
      products: [product('adult', 1, 5), product('child', 2, 1)],
      rules: rules.map((rule, at) => ({ id: `r${at}`, products: ['adult', 'child'], ...rule })),
    }),
  };
}

const aWindow: fc.Arbitrary<Window> = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((days) => ({ rolling: { days } })),
  fc.integer({ min: 1, max: 72 }).map((hours) => ({ rolling: { hours } })),
  fc.constant<Window>({ calendar: 'day' }),
  fc.constant<Window>({ calendar: 'week', firstDay: 'monday' }),
  fc.constant<Window>({ calendar: 'month' }),
  fc.constant<Window>({ weeks: 2, anchor: '2020-04-17' }),
);
const someRules = fc.array(fc.record({ limit: fc.integer({ min: 1, max: 12 }), window: aWindow }), {
  minLength: 1,
  maxLength: 3,
});
const someHistory = fc.array(
  fc.record({
    atMs: fc.integer({ min: -30 * 24, max: 10 * 24 }).map((hours) => origin + hours * hour),
    product: fc.constantFrom('adult', 'child'),
    pieces: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 8 },
);

/** The obvious way: no window that anybody could name may hold more than its limit. Slow, and hard to get wrong. */
function fullestOverrun(policy: Policy, history: readonly Usage[]): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (const rule of policy.rules) {
    const mine = history.filter((usage) => rule.products.includes(usage.product));
    for (const usage of mine) {
      const length = rollingMs(rule.window);
      const inside = (other: Usage) => {
        if (length !== undefined) return other.atMs > usage.atMs - length && other.atMs <= usage.atMs;
        const { start, end } = calendarOf(rule.window as { calendar: 'day' }, timeZone)(usage.atMs);
        return other.atMs >= start && other.atMs < end;
      };
      const held = mine.filter(inside).reduce((sum, other) => sum + other.pieces, 0);
      worst = Math.max(worst, held - rule.limit);
    }
  }
  return worst;
}

describe('limits', () => {
  it('leave as much room as the fullest window allows, and no piece more', () => {
    fc.assert(
      fc.property(someRules, someHistory, (rules, history) => {
        const policy = policyOf(rules);
        const limits = limitsFor(policy, 'adult', { scheme: 'tckn' }, origin);
        const room = roomAt(limits, history, origin);
        const before = Math.max(0, fullestOverrun(policy, history));
        const overrunWith = (pieces: number) =>
          fullestOverrun(policy, [...history, { atMs: origin, product: 'adult', pieces }]);
        // What is given within the room makes nothing worse than it was; one more piece does, somewhere.
        if (room > 0) expect(overrunWith(room)).toBeLessThanOrEqual(before);
        expect(overrunWith(room + 1)).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('date debts so that every window holds, where it held before', () => {
    fc.assert(
      fc.property(someRules, someHistory, fc.integer({ min: 1, max: 12 }), (rules, history, pieces) => {
        const policy = policyOf(rules);
        fc.pre(fullestOverrun(policy, history) <= 0);
        const placed = placePieces(
          limitsFor(policy, 'adult', { scheme: 'tckn' }, origin),
          history,
          origin,
          'adult',
          pieces,
        );
        expect(placed.reduce((sum, one) => sum + one.pieces, 0)).toBe(pieces);
        expect(placed.every((one) => one.atMs >= origin)).toBe(true);
        expect(fullestOverrun(policy, [...history, ...placed])).toBeLessThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  it('name the very millisecond at which an item can be had again', () => {
    fc.assert(
      fc.property(someRules, someHistory, (rules, history) => {
        const policy = policyOf(rules.map((rule) => ({ ...rule, limit: rule.limit + 4 })));
        const ask = (atMs: number) =>
          evaluate(policy, {
            product: 'adult',
            qty: 1,
            atMs,
            cards: [{ scheme: 'tckn', entry: 'tap', facts: {}, lists: [], history }],
          });
        const now = ask(origin);
        fc.pre(now.verdict === 'refuse');
        const { nextAtMs } = now;
        expect(nextAtMs).toBeDefined();
        expect(ask(nextAtMs as number).verdict).toBe('grant');
        expect(ask((nextAtMs as number) - 1).verdict).toBe('refuse');
      }),
      { numRuns: 500 },
    );
  });

  it('end a rolling window at the millisecond: (t - N, t]', () => {
    const policy = policyOf([{ limit: 5, window: { rolling: { days: 7 } } }]);
    const history = [{ atMs: origin, product: 'adult', pieces: 5 }];
    const limits = limitsFor(policy, 'adult', { scheme: 'tckn' }, origin);
    expect(roomAt(limits, history, origin + 7 * day - 1)).toBe(0);
    expect(roomAt(limits, history, origin + 7 * day)).toBe(5);
  });

  it('that several products share count both', () => {
    const policy = policyOf([{ limit: 6, window: { rolling: { days: 7 } } }]);
    const history = [{ atMs: origin - hour, product: 'adult', pieces: 5 }];
    expect(roomAt(limitsFor(policy, 'child', { scheme: 'tckn' }, origin), history, origin)).toBe(1);
  });
});
