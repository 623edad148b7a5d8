import { describe, expect, it } from 'vitest';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import type { Policy } from '../../../server/policy/document.ts';
import { type CardView, evaluate } from '../../../server/policy/evaluate.ts';

const atMs = Date.parse('2020-05-20T09:00:00Z');
const policy: Policy = { version: 1, ...completePolicy({ ...defaultPolicy, cards: 3 }) };
const fresh: CardView = { scheme: 'tckn', entry: 'tap', facts: {}, lists: [], history: [] };
const used: CardView = { ...fresh, history: [{ atMs: atMs - 1000, product: 'adult', pieces: 5 }] };
const bad: CardView = { ...fresh, history: undefined };
const ask = (cards: CardView[], qty = cards.length, product = 'adult') =>
  evaluate(policy, { product, qty, cards, atMs });

describe('a verdict', () => {
  it('grants a fresh card its share and says when the next is due', () => {
    expect(ask([fresh])).toMatchObject({
      verdict: 'grant',
      qty: 1,
      charges: [1],
      remaining: 0,
      nextAtMs: atMs + 7 * 86_400_000,
    });
  });

  it('grants fewer than asked, never more', () => {
    expect(ask([fresh], 9)).toMatchObject({ verdict: 'grant', qty: 1 });
  });

  it('charges pooled cards in order, and a refused one nothing', () => {
    expect(ask([used, fresh, bad], 3)).toMatchObject({ verdict: 'grant', qty: 1, charges: [0, 1, 0] });
    expect(ask([fresh, fresh, fresh], 2)).toMatchObject({ qty: 2, charges: [1, 1, 0], remaining: 5 });
  });

  it('refuses with the first card’s reason where nobody has anything left', () => {
    expect(ask([bad, used])).toMatchObject({ verdict: 'refuse', reason: 'bad-id' });
    expect(ask([used, bad])).toMatchObject({ verdict: 'refuse', reason: 'quota' });
  });

  it.each([
    ['too-many', [fresh, fresh, fresh, fresh], 'adult'],
    ['no-policy', [fresh], 'unheard-of'],
    ['not-eligible', [{ ...fresh, scheme: 'voucher' }], 'adult'],
    ['not-eligible', [{ ...fresh, scheme: 'staff' }], 'adult'],
  ] as const)('refuses with %s', (reason, cards, product) => {
    expect(ask([...cards], cards.length, product)).toMatchObject({ verdict: 'refuse', reason });
  });

  it('answers a balance with a grant of nothing, also when nothing remains', () => {
    expect(ask([fresh], 0)).toMatchObject({ verdict: 'grant', qty: 0, remaining: 5 });
    expect(ask([used], 0)).toMatchObject({
      verdict: 'grant',
      qty: 0,
      remaining: 0,
      nextAtMs: atMs - 1000 + 7 * 86_400_000,
    });
  });

  it('tells no balance to who only typed or scanned a number', () => {
    expect(ask([{ ...fresh, entry: 'typed' }], 0)).toMatchObject({
      verdict: 'refuse',
      reason: 'bad-request',
    });
    expect(ask([{ ...fresh, entry: 'scan' }], 0)).toMatchObject({ verdict: 'refuse', reason: 'bad-request' });
  });

  it('never comes where a limit is smaller than an item', () => {
    const small: Policy = {
      ...policy,
      rules: [{ id: 'r', products: ['adult'], limit: 4, window: { calendar: 'day' } }],
    };
    const verdict = evaluate(small, { product: 'adult', qty: 1, cards: [fresh], atMs });
    expect(verdict).toMatchObject({ verdict: 'refuse', reason: 'quota', remaining: 4, nextAtMs: undefined });
  });
});
