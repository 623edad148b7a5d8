import { filledTo, type Standing } from '../city/restocker.ts';
import type { DemoMachine } from './machine.ts';

/** What a slot should hold, as the pages tell restockers. Counts in items. */
export interface SlotPlan {
  readonly slot: number;
  readonly product: string;
  readonly par: number;
}

/** A slot that is to be filled, and up to what. Counts in items. */
export interface Filling {
  readonly slot: number;
  readonly product: string;
  readonly before: number;
  readonly stock: number;
}

/** How a machine stands; slots that give nothing out count for nothing. */
export async function standingOf(machine: DemoMachine): Promise<Standing> {
  const { slots } = await machine.memory();
  const used = slots.filter(({ product }) => product !== 0);
  return {
    site: machine.site,
    stock: used.reduce((sum, { stock }) => sum + stock, 0),
    capacity: used.reduce((sum, { capacity }) => sum + capacity, 0),
    jammed: slots.some(({ jammed }) => jammed),
  };
}

/** What the restocker puts into a machine: each slot up to its par. */
export async function fillingsFor(
  machine: Pick<DemoMachine, 'memory'>,
  plan: readonly SlotPlan[],
): Promise<readonly Filling[]> {
  const { slots } = await machine.memory();
  return plan.flatMap(({ slot, product, par }) => {
    const before = slots[slot]?.stock ?? 0;
    const stock = filledTo(par, before);
    return slots[slot] !== undefined && stock > before ? [{ slot, product, before, stock }] : [];
  });
}
