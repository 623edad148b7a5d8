import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownOf } from '../../../server/analytics/small-cells.ts';

/** A cell by the cards that it tells of, each of which counts once or more, and by the sums that tell it too. */
const anyCell = fc.record({
  who: fc.uniqueArray(fc.nat(25), { maxLength: 14 }),
  more: fc.nat(5),
  step: fc.constantFrom('monday', 'tuesday'),
  place: fc.constantFrom('Konak', 'Bornova', 'Buca'),
});
const anyTable = fc.record({
  enough: fc.integer({ min: 1, max: 12 }),
  table: fc.array(anyCell, { maxLength: 16 }),
});
interface Row {
  readonly who: readonly number[];
  readonly more: number;
  readonly step: string;
  readonly place: string;
}
type Table = readonly Row[];

const told = (table: Table, enough: number) =>
  shownOf(
    table.map(({ who, more, step, place }) => ({
      value: who.length === 0 ? 0 : who.length + more,
      // Counted no further than it matters.
      cards: Math.min(who.length, enough),
      sums: [`${step} ${place}`, step, place],
    })),
    enough,
  );
const cardsOf = (table: Table) => new Set(table.flatMap(({ who }) => who)).size;
/** Every sum that other cells tell, as the cells that it is made of. */
const sumsOf = (table: Table): Table[] =>
  [({ step, place }: Row) => `${step} ${place}`, ({ step }: Row) => step, ({ place }: Row) => place].flatMap(
    (name) => [...Map.groupBy(table, name).values()],
  );

describe('in any table', () => {
  it('no cell is shown that tells of fewer cards, but for those that tell of nobody', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }: { table: Table; enough: number }) => {
        for (const [at, isShown] of told(table, enough).entries())
          expect(isShown && [...Array(enough).keys()].slice(1).includes(table[at]?.who.length ?? 0)).toBe(
            false,
          );
      }),
    );
  });

  it('what a shown sum leaves, less the cells that are shown, is nothing or tells of enough cards', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }: { table: Table; enough: number }) => {
        const shown = told(table, enough);
        for (const part of sumsOf(table)) {
          // A sum is a cell like any other: where it tells of too few, it is not shown either.
          if (cardsOf(part) < enough) continue;
          const left = part.filter((cell) => !shown[table.indexOf(cell)]);
          if (left.length > 0) expect(cardsOf(left)).toBeGreaterThanOrEqual(enough);
        }
      }),
    );
  });

  it('no hidden cell of too few cards is what a shown sum leaves', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }: { table: Table; enough: number }) => {
        const shown = told(table, enough);
        for (const part of sumsOf(table)) {
          const left = part.filter((cell) => !shown[table.indexOf(cell)]);
          if (cardsOf(part) >= enough && left.length === 1)
            expect(left[0]?.who.length).toBeGreaterThanOrEqual(enough);
        }
      }),
    );
  });

  it('where every cell tells of enough, or of nobody, every cell is shown', () => {
    fc.assert(
      fc.property(anyTable, ({ table, enough }: { table: Table; enough: number }) => {
        if (table.every(({ who }) => who.length === 0 || who.length >= enough))
          expect(told(table, enough)).toEqual(table.map(() => true));
      }),
    );
  });
});

it('the smallest of those with enough goes along, once for each sum, and what is part of no sum goes alone', () => {
  const cell = (cards: number, value: number, ...sums: string[]) => ({ cards, value, sums });
  const day = [cell(10, 90, 'd'), cell(9, 9, 'd'), cell(10, 20, 'd'), cell(10, 40, 'd'), cell(3, 3, 'd')];
  expect(shownOf(day, 10)).toEqual([true, false, false, true, false]);
  const medians = day.map((one) => ({ ...one, sums: [] }));
  expect(shownOf(medians, 10)).toEqual([true, false, true, true, false]);
  // A district of its own is told elsewhere: each hides one of its own.
  const [konak, buca] = [
    ['d Konak', 'd'],
    ['d Buca', 'd'],
  ] as const;
  const bucas = [cell(10, 20, ...buca), cell(10, 30, ...buca)];
  expect(shownOf([cell(9, 9, ...konak), cell(10, 90, ...konak), ...bucas], 10)).toEqual([
    ...[false, false],
    ...[true, true],
  ]);
  expect(shownOf([cell(9, 9, ...konak), ...bucas], 10)).toEqual([false, false, true]);
  expect(shownOf([cell(0, 0, 'd'), cell(9, 9, 'd')], 10)).toEqual([true, false]);
});
