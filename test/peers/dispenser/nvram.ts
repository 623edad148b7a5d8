/** The controller's non-volatile memory: one JSON file, whole or as it was before, whenever power goes. */

import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from './kinds.ts';

export interface LastVend {
  txn: string;
  requested: number;
  dispensed: number;
  fault: number;
  running: boolean;
  /** Set before the motor turns, cleared after it (serial.md: an item in motion counts as dispensed). */
  inMotion: boolean;
}

export interface Slot {
  product: number;
  stock: number;
  capacity: number;
  vendCounter: number;
  jammed: boolean;
  last: LastVend | null;
}

export interface Memory {
  serialNo: string;
  bootCount: number;
  /** The slot of the vend accepted last of all, for CLAIM; null before the first. */
  latestSlot: number | null;
  slots: Slot[];
}

export interface Interrupted {
  slot: number;
  vend: LastVend;
  vendCounter: number;
  /** An item was in motion, and is now counted. */
  itemCounted: boolean;
}

/** Counts one item as fallen: the only place where stock and vendCounter move for a vend. */
export function countItem(slot: Slot, vend: LastVend): void {
  vend.dispensed += 1;
  vend.inMotion = false;
  slot.stock = Math.max(0, slot.stock - 1);
  slot.vendCounter = (slot.vendCounter + 1) >>> 0;
}

export class Nvram {
  readonly memory: Memory;
  private readonly path: string;

  constructor(path: string, slots: number, stock: number) {
    this.path = path;
    if (existsSync(path)) {
      // Only this program writes the file, and always whole, so that its shape is taken at its word.
      this.memory = JSON.parse(readFileSync(path, 'utf8')) as Memory;
      if (this.memory.slots.length !== slots) {
        throw new Error(
          `${path} is the memory of a dispenser with ${this.memory.slots.length} slots, not ${slots}`,
        );
      }
      return;
    }
    this.memory = freshMemory(slots, stock);
    this.save();
  }

  /** Durable when it returns: the callers turn the motor, or answer, only after it. */
  save(): void {
    const draft = `${this.path}.new`;
    const file = openSync(draft, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(this.memory));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, this.path);
    const folder = openSync(dirname(this.path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  /** Counts the boot and ends what power interrupted: "state 2, fault 5, with that item in dispensed". */
  recordBoot(): Interrupted[] {
    const interrupted: Interrupted[] = [];
    for (const [index, slot] of this.memory.slots.entries()) {
      const vend = slot.last;
      if (vend === null || !vend.running) continue;
      const itemCounted = vend.inMotion;
      if (itemCounted) countItem(slot, vend);
      vend.running = false;
      vend.fault = Fault.powerLost;
      interrupted.push({ slot: index, vend, vendCounter: slot.vendCounter, itemCounted });
    }
    this.memory.bootCount = (this.memory.bootCount + 1) >>> 0;
    this.save();
    return interrupted;
  }
}

function freshMemory(slots: number, stock: number): Memory {
  return {
    serialNo: `PEER${randomBytes(4).toString('hex').toUpperCase()}`,
    bootCount: 0,
    latestSlot: null,
    slots: Array.from({ length: slots }, () => ({
      product: 0,
      stock,
      capacity: stock,
      vendCounter: 0,
      jammed: false,
      last: null,
    })),
  };
}
