/** One vend at a time, item by item, each step in non-volatile memory before it is done. */

import type { EventQueue } from './events.ts';
import { EventKind, Fault } from './kinds.ts';
import type { LastVend, Nvram, Slot } from './nvram.ts';
import { countItem } from './nvram.ts';
import { vendResultPayload } from './payload.ts';
import type { Report } from './report.ts';
import { txnText } from './txn.ts';

/** What is true of the cabinet whether or not the controller has power. */
export interface Cabinet {
  doorOpen: boolean;
  /** Slots whose next item the drop sensor will not see. */
  missNext: Set<number>;
}

interface RunningVend {
  slotIndex: number;
  slot: Slot;
  vend: LastVend;
}

export class Motor {
  private readonly nvram: Nvram;
  private readonly cabinet: Cabinet;
  private readonly events: EventQueue;
  private readonly report: Report;
  private readonly itemMs: number;
  private current: RunningVend | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(nvram: Nvram, cabinet: Cabinet, events: EventQueue, report: Report, itemMs: number) {
    this.nvram = nvram;
    this.cabinet = cabinet;
    this.events = events;
    this.report = report;
    this.itemMs = itemMs;
  }

  get running(): boolean {
    return this.current !== undefined;
  }

  /** Keeps the accepted txn; the motor turns only after the answer is out. */
  accept(slotIndex: number, slot: Slot, txn: string, requested: number): void {
    const vend = { txn, requested, dispensed: 0, fault: Fault.none, running: true, inMotion: false };
    slot.last = vend;
    this.nvram.memory.latestSlot = slotIndex;
    this.nvram.save();
    this.current = { slotIndex, slot, vend };
    this.timer = setTimeout(() => this.turn(), 0);
  }

  /** The item in motion, if it is this slot's, stays where it is. */
  jam(slotIndex: number): void {
    if (this.current?.slotIndex !== slotIndex) return;
    clearTimeout(this.timer);
    this.finish(this.current, Fault.jam);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.current = undefined;
  }

  private turn(): void {
    const run = this.current;
    if (run === undefined) return;
    const { slot, vend } = run;
    if (vend.dispensed === vend.requested) {
      this.finish(run, Fault.none);
      return;
    }
    if (this.cabinet.doorOpen) {
      this.finish(run, Fault.doorOpened);
      return;
    }
    // serial.md, VEND: "A slot that holds fewer than qty accepts, and ends with fault 2."
    if (slot.stock === 0) {
      this.finish(run, Fault.empty);
      return;
    }
    vend.inMotion = true;
    this.nvram.save();
    this.timer = setTimeout(() => this.land(run), this.itemMs);
  }

  private land(run: RunningVend): void {
    const { slotIndex, slot, vend } = run;
    // Without the sensor's word the item doesn't count: vendCounter is "items ever dispensed".
    if (this.cabinet.missNext.delete(slotIndex)) {
      this.finish(run, Fault.noDrop);
      return;
    }
    countItem(slot, vend);
    this.nvram.save();
    this.report({ ev: 'drop', slot: slotIndex, txn: txnText(vend.txn), vendCounter: slot.vendCounter });
    this.turn();
  }

  private finish(run: RunningVend, fault: number): void {
    const { slotIndex, slot, vend } = run;
    vend.inMotion = false;
    vend.running = false;
    vend.fault = fault;
    this.nvram.save();
    this.current = undefined;
    this.report({
      ev: 'result',
      txn: txnText(vend.txn),
      slot: slotIndex,
      requested: vend.requested,
      dispensed: vend.dispensed,
      fault,
      vendCounter: slot.vendCounter,
    });
    this.events.push(EventKind.vendResult, vendResultPayload(slotIndex, vend, slot.vendCounter));
    if (slot.stock === 0) this.events.push(EventKind.fault, Buffer.from([slotIndex, Fault.empty]));
  }
}
