import { hash } from 'node:crypto';

/**
 * What an entry says, apart from its name (mqtt.md: a name stands for one content for ever; a carried entry has
 * another seq and a `from`, and the same content). Keys are sorted, so their order on the wire does not matter.
 */
export function contentHash(entry: object): Uint8Array {
  const { seq: _seq, from: _from, ...content } = entry as Record<string, unknown>;
  return hash('sha256', canonical(content), 'buffer').subarray(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
