/** The dispenser that this machine pretends to have: slots, stock and counters, without a line. */
import { randomBytes } from 'node:crypto';
import type { Desired } from './wire.ts';

export interface VirtualSlot {
  slot: number;
  product: string | undefined;
  code: number;
  stock: number;
  capacity: number;
  vendCounter: number;
}

export class VirtualDispenser {
  /** New each run, as its counters are: a `dispenser` entry then starts a new baseline (ledger.md, I4). */
  readonly serialNo = `VIRT${randomBytes(4).toString('hex').toUpperCase()}`;
  readonly bootCount = 1;
  readonly slots: VirtualSlot[];

  constructor(slots: number, stock: number) {
    this.slots = Array.from({ length: slots }, (_, slot) => {
      return { slot, product: undefined, code: 0, stock, capacity: stock, vendCounter: 0 };
    });
  }

  get counters(): number[] {
    return this.slots.map((slot) => slot.vendCounter);
  }

  /** mqtt.md, desired: gives the slots that got SET_STOCK, because product code or capacity differed. */
  provision(desired: Desired): VirtualSlot[] {
    const changed: VirtualSlot[] = [];
    for (const slot of this.slots) {
      const wanted = desired.slots.find((each) => each.slot === slot.slot);
      const product = desired.products.find((each) => each.product === wanted?.product);
      // "A slot that desired doesn't name is not vended."
      slot.product = product?.product;
      if (wanted === undefined || product === undefined) continue;
      if (slot.code === product.code && slot.capacity === wanted.capacity) continue;
      slot.code = product.code;
      slot.capacity = wanted.capacity;
      changed.push(slot);
    }
    return changed;
  }

  drop(slot: VirtualSlot, items: number): void {
    slot.stock = slot.stock - items;
    slot.vendCounter = (slot.vendCounter + items) >>> 0;
  }
}
