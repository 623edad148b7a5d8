/** Every pattern is at least as long: its first bytes are what it is found by. */
const keyBytes = 7;
const sieveBits = 24;
const bucketBits = 20;

/**
 * Finds hundreds of thousands of patterns in one go over the bytes. Nearly every offset is passed over by its first four
 * bytes, which few patterns begin with; where they fit, a hash of the first seven leads to the few to compare.
 */
export function createPatternIndex(patterns: readonly Buffer[]) {
  const pool = Buffer.concat(patterns);
  const starts = new Uint32Array(patterns.length + 1);
  const next = new Int32Array(patterns.length).fill(-1);
  const heads = new Int32Array(2 ** bucketBits).fill(-1);
  const sieve = new Uint8Array(2 ** (sieveBits - 3));
  let longest = 0;

  for (const [which, { length }] of patterns.entries()) {
    if (length < keyBytes) throw new Error(`a pattern of ${length} bytes would be found by chance`);
    const start = starts[which] as number;
    starts[which + 1] = start + length;
    longest = Math.max(longest, length);
    const first = wordAt(pool, start);
    const slot = slotOf(first);
    sieve[slot >>> 3] = (sieve[slot >>> 3] as number) | (1 << (slot & 7));
    const bucket = bucketOf(first, wordAt(pool, start + keyBytes - 4));
    next[which] = heads[bucket] as number;
    heads[bucket] = which;
  }

  return {
    longest,
    lengthOf: (which: number) => (starts[which + 1] as number) - (starts[which] as number),
    /** Tells of every pattern that stands somewhere in the bytes. */
    search(bytes: Uint8Array, onFound: (at: number, which: number) => void): void {
      const end = bytes.length - keyBytes;
      let first = 0;
      for (let at = 0; at <= end; at++) {
        // The word moves on by one byte; read whole each time it would cost four times as much.
        first = at === 0 ? wordAt(bytes, 0) : (first >>> 8) | ((bytes[at + 3] as number) << 24);
        const slot = slotOf(first);
        if (((sieve[slot >>> 3] as number) & (1 << (slot & 7))) === 0) continue;
        let which = heads[bucketOf(first, wordAt(bytes, at + keyBytes - 4))] as number;
        for (; which >= 0; which = next[which] as number) {
          const [start, stop] = [starts[which] as number, starts[which + 1] as number];
          const until = at + stop - start;
          if (until <= bytes.length && pool.compare(bytes, at, until, start, stop) === 0) onFound(at, which);
        }
      }
    },
  };
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

const slotOf = (first: number): number => Math.imul(first, 0x9e3779b1) >>> (32 - sieveBits);

function bucketOf(first: number, last: number): number {
  const mixed = Math.imul(first, 0x85ebca6b) ^ Math.imul(last ^ (last >>> 15), 0xc2b2ae35);
  return Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f) >>> (32 - bucketBits);
}
