/** Reads request payloads: undefined is "payload not understood", which serial.md answers with NAK 2. */
import { Request } from './kinds.ts';
import { NIL_TXN, TXN_SIZE } from './payload.ts';

const MAX_TEXT = 160;
const HIGHEST_TONE = 3;

export type HostRequest =
  | { name: 'hello' | 'status' | 'reset' }
  | { name: 'vend'; txn: string; slot: number; qty: number }
  | { name: 'lastVend'; slot: number }
  | { name: 'display'; seconds: number; tone: number; text: string }
  | { name: 'lock'; locked: boolean }
  | { name: 'setStock'; slot: number; product: number; stock: number; capacity: number };

const REQUEST_KINDS: ReadonlySet<number> = new Set(Object.values(Request));

export function isRequestKind(kind: number): boolean {
  return REQUEST_KINDS.has(kind);
}

export function readRequest(kind: number, payload: Buffer): HostRequest | undefined {
  switch (kind) {
    case Request.hello:
      return payload.length === 0 ? { name: 'hello' } : undefined;
    case Request.status:
      return payload.length === 0 ? { name: 'status' } : undefined;
    case Request.reset:
      return payload.length === 0 ? { name: 'reset' } : undefined;
    case Request.vend:
      return readVend(payload);
    case Request.lastVend:
      return payload.length === 1 ? { name: 'lastVend', slot: payload.readUInt8(0) } : undefined;
    case Request.display:
      return readDisplay(payload);
    case Request.lock:
      return readLock(payload);
    case Request.setStock:
      return readSetStock(payload);
    default:
      return undefined;
  }
}

function readVend(payload: Buffer): HostRequest | undefined {
  if (payload.length !== TXN_SIZE + 2) return undefined;
  const txn = payload.toString('hex', 0, TXN_SIZE);
  const qty = payload.readUInt8(TXN_SIZE + 1);
  // A zero txn means "none" and "unknown" elsewhere, so that it can't name a vend.
  if (qty === 0 || txn === NIL_TXN) return undefined;
  return { name: 'vend', txn, slot: payload.readUInt8(TXN_SIZE), qty };
}

function readDisplay(payload: Buffer): HostRequest | undefined {
  if (payload.length < 2 || payload.length > MAX_TEXT + 2) return undefined;
  const tone = payload.readUInt8(1);
  if (tone > HIGHEST_TONE) return undefined;
  const text = decodeText(payload.subarray(2));
  return text === undefined ? undefined : { name: 'display', seconds: payload.readUInt8(0), tone, text };
}

function decodeText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readLock(payload: Buffer): HostRequest | undefined {
  if (payload.length !== 1) return undefined;
  const locked = payload.readUInt8(0);
  return locked <= 1 ? { name: 'lock', locked: locked === 1 } : undefined;
}

function readSetStock(payload: Buffer): HostRequest | undefined {
  if (payload.length !== 6) return undefined;
  return {
    name: 'setStock',
    slot: payload.readUInt8(0),
    product: payload.readUInt8(1),
    stock: payload.readUInt16BE(2),
    capacity: payload.readUInt16BE(4),
  };
}
