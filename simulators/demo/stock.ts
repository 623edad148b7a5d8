import { join } from 'node:path';
import { systemDisk } from '../../firmware-bridge/store/disk.ts';
import { durableJson } from '../../firmware-bridge/store/durable-json.ts';
import { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import { parOf, type Standing } from '../city/restocker.ts';
import type { DemoMachine } from './machine.ts';

/** A slot that is to be filled, and up to what. Counts in items. */
export interface Filling {
  readonly slot: number;
  readonly product: string;
  readonly before: number;
  readonly stock: number;
  readonly capacity: number;
}

/** The machine's layout as its bridge was told it. */
function layoutOf(machine: DemoMachine): Promise<Desired | undefined> {
  return durableJson<Desired>(systemDisk, join(machine.bridgeDir, 'desired.json'), checker(Desired)).read();
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
export async function fillingsFor(machine: DemoMachine): Promise<readonly Filling[]> {
  const [layout, { slots }] = await Promise.all([layoutOf(machine), machine.memory()]);
  return (layout?.slots ?? []).flatMap(({ slot, product, capacity }) => {
    const before = slots[slot]?.stock ?? 0;
    const stock = parOf(before, capacity);
    return slots[slot] !== undefined && stock > before ? [{ slot, product, before, stock, capacity }] : [];
  });
}
