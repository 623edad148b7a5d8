import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import {
  afterwards,
  checkStep,
  count,
  differenceOf,
  goTo,
  maxCount,
  problemOf,
  startDraft,
  toFill,
  type VisitDraft,
  visitOf,
} from '../../dashboard/src/visit/draft.ts';
import { isDraft } from '../../dashboard/src/visit/guards.ts';
import { planVisit } from '../../dashboard/src/visit/plan.ts';
import { NewVisit } from '../../protocol/http/restock.ts';
import { machineView, products, slotView } from './machine-view.ts';

const at = '2020-05-20T09:00:00.000Z';
const id = '7d9a3c1e-3c55-4a3a-9d3e-0f4b2f1c9a10';
const machine = machineView({
  slots: [
    slotView({ slot: 0, stock: 40, par: 180, capacity: 200 }),
    slotView({ slot: 1, product: 'child', stock: null, par: 90, capacity: 100 }),
    slotView({ slot: 2, product: null }),
  ],
});
const fresh = startDraft(planVisit(machine, products, at), id);
const slotOf = (draft: VisitDraft, slot: number) => {
  const found = draft.slots.find((one) => one.slot === slot);
  if (found === undefined) throw new Error(`no slot ${slot}`);
  return found;
};

describe('a visit', () => {
  it('goes through the slots that have a product, and then to the look at the differences', () => {
    expect(fresh.slots.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(fresh.step).toBe(1);
    expect(checkStep(fresh)).toBe(3);
    expect(goTo(fresh, 99).step).toBe(3);
    expect(goTo(fresh, -1).step).toBe(0);
  });

  it('cannot be saved before each slot was counted', () => {
    expect(problemOf(slotOf(fresh, 0))).toBe('notCounted');
    expect(visitOf(count(fresh, 0, 'found', 38), at)).toBeUndefined();
  });

  it('cannot be saved where more was taken out than there was', () => {
    const draft = count(count(fresh, 0, 'found', 5), 0, 'removed', 6);
    expect(problemOf(slotOf(draft, 0))).toBe('removedTooMany');
    expect(problemOf(slotOf(count(draft, 0, 'filled', 1), 0))).toBeUndefined();
  });

  it('names the difference to the books, and what to fill in', () => {
    const draft = count(count(fresh, 0, 'found', 38), 0, 'removed', 3);
    expect(differenceOf(slotOf(draft, 0))).toBe(-2);
    expect(toFill(slotOf(draft, 0))).toBe(145);
    expect(afterwards(slotOf(count(draft, 0, 'filled', 145), 0))).toBe(180);
    expect(differenceOf(slotOf(count(fresh, 1, 'found', 4), 1))).toBeNull();
  });

  it('is saved in the shape of the API, with its id and without empty words', () => {
    let draft = count(count(fresh, 0, 'found', 38), 1, 'found', 0);
    draft = count(count(draft, 0, 'filled', 142), 1, 'filled', 90);
    const visit = visitOf({ ...draft, note: '  ' }, at);
    expect(Compile(NewVisit).Check(visit)).toBe(true);
    expect(visit).toEqual({
      id,
      machine: machine.id,
      at,
      slots: [
        { slot: 0, product: 'adult', found: 38, filled: 142, removed: 0 },
        { slot: 1, product: 'child', found: 0, filled: 90, removed: 0 },
      ],
    });
    expect(visitOf({ ...draft, note: ' two spoilt ' }, at)?.note).toBe('two spoilt');
  });

  it('survives being written down and read again, whatever was counted', () => {
    const fields = fc.constantFrom('found', 'filled', 'removed' as const);
    const numbers = fc.oneof(fc.constant(null), fc.double({ min: -10, max: 1e6, noNaN: true }));
    const acts = fc.array(fc.tuple(fc.constantFrom(0, 1), fields, numbers), { maxLength: 20 });
    fc.assert(
      fc.property(acts, (list) => {
        const draft = list.reduce((before, [slot, field, value]) => count(before, slot, field, value), fresh);
        const read: unknown = JSON.parse(JSON.stringify(draft));
        expect(isDraft(read)).toBe(true);
        expect(read).toEqual(draft);
        for (const { found, filled, removed } of draft.slots)
          for (const number of [found ?? 0, filled, removed]) {
            expect(Number.isInteger(number)).toBe(true);
            expect(number).toBeGreaterThanOrEqual(0);
            expect(number).toBeLessThanOrEqual(maxCount);
          }
      }),
    );
  });
});
