import { expect, it } from 'vitest';
import { normaliseCard } from '../../../protocol/identity/card.ts';
import { cardOf } from '../../../simulators/city/cards.ts';

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
