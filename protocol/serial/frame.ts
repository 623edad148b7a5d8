import { crc16 } from './crc16.ts';
import { slipEncode } from './slip.ts';

/** The protocol's version, the first byte of each frame. */
export const frameVersion = 0x01;
/** version, kind, seq, CRC; and the same with the largest payload (serial.md, Frame). */
export const minFrameBytes = 5;
export const maxPayloadBytes = 200;
export const maxFrameBytes = minFrameBytes + maxPayloadBytes;

/** One frame, checked, its payload not yet understood. */
export interface Frame {
  readonly kind: number;
  /** 0 to 255; a response or an ACK echoes the request's or event's. */
  readonly seq: number;
  readonly payload: Uint8Array;
}

/** Why a frame was dropped; such a frame is counted and never answered. */
export type FrameFault = 'badEscape' | 'badLength' | 'badVersion' | 'badCrc';

/** The bytes of a frame before SLIP. `payload` has at most 200 bytes. */
export function frameBytes({ kind, seq, payload }: Frame): Uint8Array {
  if (payload.length > maxPayloadBytes)
    throw new RangeError(`payload of ${payload.length} bytes, at most ${maxPayloadBytes}`);
  const bytes = new Uint8Array(minFrameBytes + payload.length);
  bytes.set([frameVersion, kind, seq]);
  bytes.set(payload, 3);
  const crc = crc16(bytes.subarray(0, -2));
  bytes.set([crc >> 8, crc & 0xff], bytes.length - 2);
  return bytes;
}

/** A frame as it goes on the wire. */
export function encodeFrame(frame: Frame): Uint8Array {
  return slipEncode(frameBytes(frame));
}

/** Reads what stood between two ENDs, escapes already undone. */
export function decodeFrame(bytes: Uint8Array): Frame | FrameFault {
  if (bytes.length < minFrameBytes || bytes.length > maxFrameBytes) return 'badLength';
  const end = bytes.length - 2;
  const crc = ((bytes[end] as number) << 8) | (bytes[end + 1] as number);
  if (crc !== crc16(bytes.subarray(0, end))) return 'badCrc';
  if (bytes[0] !== frameVersion) return 'badVersion';
  return { kind: bytes[1] as number, seq: bytes[2] as number, payload: bytes.slice(3, end) };
}
