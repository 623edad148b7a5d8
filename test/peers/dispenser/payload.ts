/** Payloads of responses and events, field by field as serial.md's tables list them (big-endian). */

import { VendState } from './kinds.ts';
import type { LastVend, Memory, Slot } from './nvram.ts';

const PROTOCOL = 1;
const SERIAL_SIZE = 12;
export const TXN_SIZE = 16;
export const NIL_TXN = Buffer.alloc(TXN_SIZE).toString('hex');

const u8 = (value: number): Buffer => Buffer.from([value]);

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function helloPayload(memory: Memory, firmware: string): Buffer {
  const serialNo = Buffer.from(memory.serialNo.padEnd(SERIAL_SIZE, ' '), 'ascii');
  return Buffer.concat([
    u8(PROTOCOL),
    u8(memory.slots.length),
    u32(memory.bootCount),
    serialNo,
    Buffer.from(firmware, 'utf8'),
  ]);
}

export function statusPayload(flags: number, slots: readonly Slot[]): Buffer {
  const each = slots.flatMap((slot) => [
    u8(slot.product),
    u16(slot.stock),
    u16(slot.capacity),
    u32(slot.vendCounter),
  ]);
  return Buffer.concat([u16(flags), ...each]);
}

export function vendPayload(txn: string, verdict: number): Buffer {
  return Buffer.concat([Buffer.from(txn, 'hex'), u8(verdict)]);
}

export function lastVendPayload(slot: Slot): Buffer {
  const vend = slot.last;
  if (vend === null) {
    return Buffer.concat([
      Buffer.from(NIL_TXN, 'hex'),
      Buffer.from([VendState.none, 0, 0, 0]),
      u32(slot.vendCounter),
    ]);
  }
  const state = vend.running ? VendState.running : VendState.done;
  return Buffer.concat([
    Buffer.from(vend.txn, 'hex'),
    Buffer.from([state, vend.requested, vend.dispensed, vend.fault]),
    u32(slot.vendCounter),
  ]);
}

export function vendResultPayload(slotIndex: number, vend: LastVend, vendCounter: number): Buffer {
  return Buffer.concat([
    Buffer.from(vend.txn, 'hex'),
    Buffer.from([slotIndex, vend.requested, vend.dispensed, vend.fault]),
    u32(vendCounter),
  ]);
}

export function bootPayload(bootCount: number, cause: number): Buffer {
  return Buffer.concat([u32(bootCount), u8(cause)]);
}
