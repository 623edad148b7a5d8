import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownOf } from '../../../server/analytics/small-cells.ts';

/** A cell by the cards that it tells of, each of which counts once or more. */
const anyCell = fc.record({
  who: fc.uniqueArray(fc.nat(25), { minLength: 1, maxLength: 14 }),
  more: fc.nat(5),
  group: fc.constantFrom('Konak', 'Bornova', 'Buca'),
});
const anyTable = fc.record({
  enough: fc.integer({ min: 1, max: 12 }),
  table: fc.array(anyCell, { maxLength: 12 }),
});
type Table = readonly { who: readonly number[]; more: number; group: string }[];

const told = (table: Table, enough: number, addsUp = true) =>
  shownOf(
    // Counted no further than it matters.
    table.map(({ who, more, group }) => ({
      ...{ value: who.length + more, group },
      cards: Math.min(who.length, enough),
    })),
    enough,
    addsUp,
  );
const cardsOf = (table: Table) => new Set(table.flatMap(({ who }) => who)).size;

describe('in any table', () => {
  it('no cell is shown that tells of fewer cards, whether cells add up or not', () => {
    fc.assert(
      fc.property(anyTable, fc.boolean(), ({ table, enough }, addsUp) => {
        for (const [at, isShown] of told(table, enough, addsUp).entries())
          if (isShown) expect(table[at]?.who.length).toBeGreaterThanOrEqual(enough);
      }),
    );
  });

  it('what a shown total leaves, less the cells that are shown, is nothing or tells of enough cards', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }) => {
        const shown = told(table, enough);
        const parts = [table, ...Map.groupBy(table, ({ group }) => group).values()];
        for (const part of parts) {
          // The total is a cell like any other: where it tells of too few, it is not shown either.
          if (cardsOf(part) < enough) continue;
          const left = part.filter((cell) => !shown[table.indexOf(cell)]);
          if (left.length > 0) expect(cardsOf(left)).toBeGreaterThanOrEqual(enough);
        }
      }),
    );
  });

  it('no hidden cell of too few cards is what a shown total leaves', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }) => {
        const shown = told(table, enough);
        const left = table.filter((_, at) => !shown[at]);
        if (cardsOf(table) >= enough && left.length === 1)
          expect(left[0]?.who.length).toBeGreaterThanOrEqual(enough);
      }),
    );
  });

  it('where every cell tells of enough, every cell is shown', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }) => {
        if (table.every(({ who }) => who.length >= enough))
          expect(told(table, enough)).toEqual(table.map(() => true));
      }),
    );
  });
});

it('the smallest of those with enough goes along, once, and medians hide nothing but themselves', () => {
  const cell = (cards: number, value: number, group = '') => ({ cards, value, group });
  const cells = [cell(10, 90), cell(9, 9), cell(10, 20), cell(10, 40), cell(3, 3)];
  expect(shownOf(cells, 10, true)).toEqual([true, false, false, true, false]);
  expect(shownOf(cells, 10, false)).toEqual([true, false, true, true, false]);
  // A district of its own is told elsewhere: each hides one of its own.
  const places = [cell(9, 9, 'Konak'), cell(10, 90, 'Konak'), cell(10, 20, 'Buca'), cell(10, 30, 'Buca')];
  expect(shownOf(places, 10, true)).toEqual([false, false, true, true]);
  expect(shownOf([cell(9, 9, 'Konak'), ...places.slice(2)], 10, true)).toEqual([false, false, true]);
});
