import { crc32 } from 'node:zlib';

/** The first record of a segment: which epoch it belongs to and the seq of the entry behind it. */
export interface SegmentHeader {
  readonly journal: 1;
  readonly epoch: string;
  /** Rises with each epoch of this disk: the highest is the one that is written. */
  readonly generation: number;
  readonly firstSeq: number;
}

/** A record that was read, and where: byte offset and length, its newline included. */
export interface ReadRecord {
  readonly value: object;
  readonly offset: number;
  readonly length: number;
}

/**
 * What a segment's bytes hold. `tornAt`: a write that a power cut tore began there. `corruptAt`: the first damage;
 * the records behind it are read all the same, so that an operator's new epoch can carry them over.
 */
export interface ScannedSegment {
  readonly records: readonly ReadRecord[];
  readonly tornAt?: number;
  readonly corruptAt?: number;
}

const newline = 0x0a;
/** Eight hex digits of CRC and a space. */
const prefixBytes = 9;

/** One record: `<crc32 in hex> <json>\n`, the CRC over the JSON's bytes. */
export function encodeRecord(value: object): Buffer {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  const crc = crc32(json).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${crc} `, 'latin1'), json, Buffer.of(newline)]);
}

/** The value of one line without its newline; undefined where it is damaged. */
export function decodeRecord(line: Buffer): object | undefined {
  if (line.length <= prefixBytes || line[prefixBytes - 1] !== 0x20) return undefined;
  const json = line.subarray(prefixBytes);
  const crc = crc32(json).toString(16).padStart(8, '0');
  if (line.toString('latin1', 0, prefixBytes - 1) !== crc) return undefined;
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a segment. What a power cut leaves at the end is an unfinished line, or one with the zero bytes of a page
 * that never reached the disk; anything else that does not fit its CRC was once whole, so it is damage.
 */
export function scanSegment(bytes: Buffer): ScannedSegment {
  const records: ReadRecord[] = [];
  let corruptAt: number | undefined;
  let tornAt: number | undefined;
  let offset = 0;
  while (offset < bytes.length && tornAt === undefined) {
    const end = bytes.indexOf(newline, offset);
    const line = bytes.subarray(offset, end === -1 ? bytes.length : end);
    const value = end === -1 ? undefined : decodeRecord(line);
    if (value !== undefined) records.push({ value, offset, length: end + 1 - offset });
    else if (end === -1 || (end === bytes.length - 1 && line.includes(0))) tornAt = offset;
    else corruptAt ??= offset;
    offset = end + 1;
  }
  return {
    records,
    ...(tornAt === undefined ? {} : { tornAt }),
    ...(corruptAt === undefined ? {} : { corruptAt }),
  };
}
