import { fault, vendState } from '../../protocol/serial/constants.ts';

/** The last accepted vend of a slot (serial.md, LAST_VEND). */
export interface LastVend {
  readonly txn: string;
  /** serial.md's state: 0 none, 1 running, 2 done. */
  readonly state: number;
  readonly requested: number;
  readonly dispensed: number;
  readonly fault: number;
  /** The motor turns for an item now. Found true at a boot, that item counts as dispensed (serial.md, VEND). */
  readonly moving: boolean;
}

/** What a slot keeps without power. Stock, capacity and vendCounter in items. */
export interface SlotMemory {
  readonly product: number;
  readonly stock: number;
  readonly capacity: number;
  readonly vendCounter: number;
  /** A jam outlives a loss of power: only the door or RESET clears it. */
  readonly jammed: boolean;
  readonly last: LastVend;
}

/** Everything that a dispenser keeps without power. */
export interface Memory {
  readonly serialNo: string;
  readonly bootCount: number;
  readonly slots: readonly SlotMemory[];
}

/** A txn of zeros: none, or unknown (serial.md, CLAIM). */
export const nilTxn = '00000000-0000-0000-0000-000000000000';

const noVend: LastVend = {
  txn: nilTxn,
  state: vendState.none,
  requested: 0,
  dispensed: 0,
  fault: fault.none,
  moving: false,
};

/** A dispenser as it leaves the factory, filled: its products are set by the host (mqtt.md, desired). */
export function factoryMemory(serialNo: string, slots: number, stock: number): Memory {
  const slot = { product: 0, stock, capacity: stock, vendCounter: 0, jammed: false, last: noVend };
  return { serialNo, bootCount: 0, slots: Array.from({ length: slots }, () => slot) };
}

/** The memory with one slot changed. */
export function withSlot(memory: Memory, slot: number, change: Partial<SlotMemory>): Memory {
  return { ...memory, slots: memory.slots.map((one, at) => (at === slot ? { ...one, ...change } : one)) };
}

/** Before the motor turns for the first item of an accepted vend. */
export function acceptVend(memory: Memory, slot: number, txn: string, requested: number): Memory {
  const last = { txn, state: vendState.running, requested, dispensed: 0, fault: fault.none, moving: true };
  return withSlot(memory, slot, { last });
}

/** After the motor turned: the item counts. Counter modulo 2^32, stock down by one (serial.md, VEND). */
export function countItem(memory: Memory, slot: number): Memory {
  const held = memory.slots[slot];
  if (held === undefined) return memory;
  return withSlot(memory, slot, {
    stock: Math.max(held.stock - 1, 0),
    vendCounter: (held.vendCounter + 1) % 2 ** 32,
    last: { ...held.last, dispensed: held.last.dispensed + 1, moving: false },
  });
}

/** Before the motor turns for one more item. */
export function startItem(memory: Memory, slot: number): Memory {
  const held = memory.slots[slot];
  return held === undefined ? memory : withSlot(memory, slot, { last: { ...held.last, moving: true } });
}

/** The vend is over; an item that was in motion and did not fall does not count. */
export function endVend(memory: Memory, slot: number, withFault: number): Memory {
  const held = memory.slots[slot];
  if (held === undefined) return memory;
  const last = { ...held.last, state: vendState.done, fault: withFault, moving: false };
  return withSlot(memory, slot, { last });
}

/**
 * What a controller finds when it starts: one boot more, and a vend that power cut short is done with fault 5,
 * the item in motion counted as dispensed (serial.md, VEND).
 */
export function recover(memory: Memory): Memory {
  return memory.slots.reduce<Memory>(
    (before, { last }, slot) => {
      if (last.state !== vendState.running) return before;
      return endVend(last.moving ? countItem(before, slot) : before, slot, fault.powerLost);
    },
    { ...memory, bootCount: (memory.bootCount + 1) % 2 ** 32 },
  );
}
