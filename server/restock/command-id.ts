import { createHash } from 'node:crypto';

/**
 * The id of a visit's set-stock command: the same each time that the same step is taken, as operations may be said
 * again. A UUID of version 8 (RFC 9562): its bits are ours.
 */
export function commandIdOf(visit: string, slot: number, round: number): string {
  const bytes = createHash('sha256').update(`${visit} ${slot} ${round}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
