/** Randomness of a bridge: bytes for ids and keys, a number in [0, 1) for jitter. */
export interface Random {
  bytes(length: number): Uint8Array;
  fraction(): number;
}

/** A random UUID (RFC 9562, version 4). */
export function uuidV4(random: Random): string {
  return asUuid(Buffer.from(random.bytes(16)), 4);
}

/** A UUID that sorts by time (RFC 9562, version 7); `nowMs` since 1970. */
export function uuidV7(random: Random, nowMs: number): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUIntBE(Math.max(0, Math.floor(nowMs)), 0, 6);
  return asUuid(bytes, 7);
}

function asUuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((version << 4) | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
