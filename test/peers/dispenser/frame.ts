/** serial.md's "Frame (before SLIP)": version, kind, seq, payload, CRC. */

const VERSION = 0x01;
const HEADER_SIZE = 3;
const CRC_SIZE = 2;
const MIN_FRAME = HEADER_SIZE + CRC_SIZE;
const MAX_PAYLOAD = 200;
export const MAX_FRAME = MIN_FRAME + MAX_PAYLOAD;

export interface Frame {
  kind: number;
  seq: number;
  payload: Buffer;
}

/** CRC-16/CCITT-FALSE: poly 0x1021, init 0xFFFF, no reflection, no final xor. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    }
    crc &= 0xffff;
  }
  return crc;
}

export function buildFrame(frame: Frame): Buffer {
  const body = Buffer.concat([Buffer.from([VERSION, frame.kind, frame.seq]), frame.payload]);
  const crc = Buffer.alloc(CRC_SIZE);
  crc.writeUInt16BE(crc16(body));
  return Buffer.concat([body, crc]);
}

/** undefined: to be dropped and counted, never answered (serial.md, Frame, last paragraph). */
export function parseFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < MIN_FRAME || bytes.length > MAX_FRAME) return undefined;
  const crcAt = bytes.length - CRC_SIZE;
  if (crc16(bytes.subarray(0, crcAt)) !== bytes.readUInt16BE(crcAt)) return undefined;
  if (bytes.readUInt8(0) !== VERSION) return undefined;
  return { kind: bytes.readUInt8(1), seq: bytes.readUInt8(2), payload: bytes.subarray(HEADER_SIZE, crcAt) };
}
