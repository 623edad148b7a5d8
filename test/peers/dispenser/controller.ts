/** The controller from one boot to the next: what it answers, and in what order it judges. */

import { EventQueue } from './events.ts';
import type { Frame } from './frame.ts';
import { ACK, BootCause, EventKind, Fault, Flag, NAK, NakCode, RESPONSE_BIT, Verdict } from './kinds.ts';
import type { Cabinet } from './motor.ts';
import { Motor } from './motor.ts';
import type { Nvram, Slot } from './nvram.ts';
import {
  bootPayload,
  helloPayload,
  lastVendPayload,
  NIL_TXN,
  statusPayload,
  vendPayload,
} from './payload.ts';
import type { Report } from './report.ts';
import type { HostRequest } from './requests.ts';
import { isRequestKind, readRequest } from './requests.ts';
import { txnText } from './txn.ts';

const FIRMWARE = 'dispenser-peer 1.0';
const EMPTY = Buffer.alloc(0);

type Answer = { payload: Buffer } | { nak: number };

export interface ControllerParts {
  nvram: Nvram;
  cabinet: Cabinet;
  itemMs: number;
  report: Report;
  transmit: (frame: Frame) => void;
  /** RESET was answered: the owner cuts this boot off and starts the next. */
  onReset: () => void;
}

export class Controller {
  private readonly parts: ControllerParts;
  private readonly events: EventQueue;
  private readonly motor: Motor;
  private locked = true;
  private displayTimer: NodeJS.Timeout | undefined;

  constructor(parts: ControllerParts, cause: number) {
    this.parts = parts;
    const { nvram, cabinet, report, itemMs } = parts;
    this.events = new EventQueue(parts.transmit, report);
    this.motor = new Motor(nvram, cabinet, this.events, report, itemMs);
    const interrupted = nvram.recordBoot();
    const { bootCount } = nvram.memory;
    report({ ev: 'boot', bootCount, cause, serialNo: nvram.memory.serialNo });
    this.events.push(EventKind.boot, bootPayload(bootCount, cause));
    for (const { slot, vend, vendCounter, itemCounted } of interrupted) {
      const txn = txnText(vend.txn);
      if (itemCounted) report({ ev: 'drop', slot, txn, vendCounter, assumed: true });
      const { requested, dispensed, fault } = vend;
      report({ ev: 'result', txn, slot, requested, dispensed, fault, vendCounter });
    }
    // serial.md, VEND: "A jam clears by opening and closing the door, or by RESET."
    if (cause === BootCause.reset) this.clearJams();
  }

  /** Power gone: everything that isn't in non-volatile memory is forgotten. */
  stop(): void {
    this.events.stop();
    this.motor.stop();
    clearTimeout(this.displayTimer);
  }

  receive(frame: Frame): void {
    // An ACK or NAK is never answered, not even a malformed one: two ends could NAK each other for ever.
    if (frame.kind === ACK) {
      if (frame.payload.length === 0) this.events.settle(frame.seq, 'ack');
      return;
    }
    if (frame.kind === NAK) {
      if (frame.payload.length === 1) this.events.settle(frame.seq, 'nak');
      return;
    }
    const request = readRequest(frame.kind, frame.payload);
    if (request === undefined) {
      this.nak(frame, isRequestKind(frame.kind) ? NakCode.badPayload : NakCode.unknownKind);
      return;
    }
    const answer = this.answer(request);
    if ('nak' in answer) {
      this.nak(frame, answer.nak);
      return;
    }
    this.parts.transmit({ kind: frame.kind | RESPONSE_BIT, seq: frame.seq, payload: answer.payload });
    if (request.name === 'reset') this.parts.onReset();
  }

  /** Something the citizen or the cabinet did. */
  raise(kind: number, payload: Buffer): void {
    this.events.push(kind, payload);
  }

  claim(): void {
    const { latestSlot, slots } = this.parts.nvram.memory;
    const latest = latestSlot === null ? undefined : slots[latestSlot]?.last;
    this.events.push(EventKind.claim, Buffer.from(latest?.txn ?? NIL_TXN, 'hex'));
  }

  doorMoved(open: boolean): void {
    this.events.push(EventKind.door, Buffer.from([open ? 1 : 0]));
    if (!open) this.clearJams();
  }

  jam(slotIndex: number): void {
    const slot = this.parts.nvram.memory.slots[slotIndex];
    if (slot === undefined || slot.jammed) return;
    slot.jammed = true;
    this.parts.nvram.save();
    this.events.push(EventKind.fault, Buffer.from([slotIndex, Fault.jam]));
    this.motor.jam(slotIndex);
  }

  snapshot(): Record<string, unknown> {
    const { serialNo, bootCount, slots } = this.parts.nvram.memory;
    return { serialNo, bootCount, locked: this.locked, flags: this.flags(), slots };
  }

  private nak(frame: Frame, code: number): void {
    this.parts.report({ ev: 'nak', kind: frame.kind, seq: frame.seq, code });
    this.parts.transmit({ kind: NAK, seq: frame.seq, payload: Buffer.from([code]) });
  }

  private answer(request: HostRequest): Answer {
    const { memory } = this.parts.nvram;
    switch (request.name) {
      case 'hello':
        return { payload: helloPayload(memory, FIRMWARE) };
      case 'status':
        return { payload: statusPayload(this.flags(), memory.slots) };
      case 'vend':
        return this.vend(request.txn, request.slot, request.qty);
      case 'lastVend': {
        const slot = memory.slots[request.slot];
        return slot === undefined ? { nak: NakCode.badPayload } : { payload: lastVendPayload(slot) };
      }
      case 'display':
        return this.display(request.seconds, request.tone, request.text);
      case 'lock':
        this.locked = request.locked;
        this.parts.report({ ev: 'lock', locked: this.locked });
        return { payload: EMPTY };
      case 'setStock':
        return this.setStock(request.slot, request.product, request.stock, request.capacity);
      case 'reset':
        return this.motor.running ? { nak: NakCode.busy } : { payload: EMPTY };
    }
  }

  private vend(txn: string, slotIndex: number, qty: number): Answer {
    const { slots } = this.parts.nvram.memory;
    const knownAt = slots.findIndex((slot) => slot.last?.txn === txn);
    // serial.md, VEND verdict 1: "with another slot or qty: NAK 2".
    if (knownAt >= 0 && (knownAt !== slotIndex || slots[knownAt]?.last?.requested !== qty)) {
      return { nak: NakCode.badPayload };
    }
    const slot = slots[slotIndex];
    const verdict = knownAt >= 0 ? Verdict.known : this.judge(slot);
    this.parts.report({ ev: 'vend', txn: txnText(txn), slot: slotIndex, qty, verdict });
    if (verdict === Verdict.accepted && slot !== undefined) this.motor.accept(slotIndex, slot, txn, qty);
    return { payload: vendPayload(txn, verdict) };
  }

  /** In serial.md's order, "the first that applies": 6, 2, 4, 7, 5, 3, 0. */
  private judge(slot: Slot | undefined): number {
    if (slot === undefined) return Verdict.noSuchSlot;
    if (this.motor.running) return Verdict.busy;
    if (this.locked) return Verdict.locked;
    if (this.parts.cabinet.doorOpen) return Verdict.doorOpen;
    if (slot.jammed) return Verdict.jammed;
    if (slot.stock === 0) return Verdict.empty;
    return Verdict.accepted;
  }

  private display(seconds: number, tone: number, text: string): Answer {
    clearTimeout(this.displayTimer);
    this.parts.report({ ev: 'display', text, tone, seconds });
    // "DISPLAY with seconds 0 stays until the next."
    if (seconds > 0) this.displayTimer = setTimeout(() => this.parts.report({ ev: 'blank' }), seconds * 1000);
    return { payload: EMPTY };
  }

  private setStock(slotIndex: number, product: number, stock: number, capacity: number): Answer {
    const slot = this.parts.nvram.memory.slots[slotIndex];
    if (slot === undefined) return { nak: NakCode.badPayload };
    if (this.motor.running) return { nak: NakCode.busy };
    const wasEmpty = slot.stock === 0;
    Object.assign(slot, { product, stock, capacity });
    this.parts.nvram.save();
    this.parts.report({ ev: 'stock', slot: slotIndex, product, stock, capacity });
    if (wasEmpty && stock > 0) this.events.push(EventKind.cleared, Buffer.from([slotIndex, Fault.empty]));
    return { payload: EMPTY };
  }

  private flags(): number {
    const { slots } = this.parts.nvram.memory;
    return (
      (this.parts.cabinet.doorOpen ? Flag.doorOpen : 0) |
      (this.locked ? Flag.locked : 0) |
      (slots.some((slot) => slot.jammed) ? Flag.jam : 0) |
      (this.motor.running ? Flag.vendRunning : 0)
    );
  }

  private clearJams(): void {
    for (const [index, slot] of this.parts.nvram.memory.slots.entries()) {
      if (!slot.jammed) continue;
      slot.jammed = false;
      this.parts.nvram.save();
      this.events.push(EventKind.cleared, Buffer.from([index, Fault.jam]));
    }
  }
}
