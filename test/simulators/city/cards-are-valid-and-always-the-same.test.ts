import { expect, it } from 'vitest';
import { normaliseCard } from '../../../protocol/identity/card.ts';
import { canHave, cardOf } from '../../../simulators/city/cards.ts';

const cards = Array.from({ length: 5_000 }, (_, citizen) => cardOf(7, citizen));

it('every card is one that its scheme can have issued', () => {
  const refused = cards.filter(({ scheme, id }) => normaliseCard(scheme, id) === undefined);
  expect(refused).toEqual([]);
});

it('most are transit cards, the others identity cards with both check digits', () => {
  const transit = cards.filter(({ scheme }) => scheme === 'uid').length;
  expect(transit / cards.length).toBeGreaterThan(0.77);
  expect(transit / cards.length).toBeLessThan(0.83);
  expect(new Set(cards.map(({ scheme }) => scheme))).toEqual(new Set(['uid', 'tckn']));
});

it('a citizen has the same card in every run, another citizen or another city another', () => {
  expect(cardOf(7, 123)).toEqual(cardOf(7, 123));
  expect(cardOf(8, 123)).not.toEqual(cardOf(7, 123));
  expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length);
});

it.each(['uid', 'tckn', 'izmirim', 'nhi', 'twid', 'nric'] as const)(
  'of the scheme %s each is one that can exist',
  (scheme) => {
    expect(canHave(scheme)).toBe(true);
    for (let citizen = 0; citizen < 500; citizen++) {
      const { id, ...card } = cardOf(7, citizen, [scheme]);
      expect(card).toEqual({ scheme });
      expect(normaliseCard(scheme, id)).toBe(id);
    }
  },
);

it('most people have the first kind of card that a city takes, and some each of the others', () => {
  const counts = new Map<string, number>();
  for (let citizen = 0; citizen < 5_000; citizen++) {
    const { scheme } = cardOf(7, citizen, ['nhi', 'twid', 'uid']);
    counts.set(scheme, (counts.get(scheme) ?? 0) + 1);
  }
  expect(counts.get('nhi')).toBeGreaterThan(3_800);
  expect(counts.get('twid')).toBeGreaterThan(350);
  expect(counts.get('uid')).toBeGreaterThan(350);
});
