/** Every pattern is at least as long: its first bytes are what it is found by. */
const keyBytes = 7;
const sieveBits = 24;
const bucketBits = 20;

/**
 * Finds hundreds of thousands of patterns in one go over the bytes. Nearly every offset is passed over by its first four
 * bytes, or by a hash of the first seven, with which few patterns begin; what is left is compared.
 */
export function createPatternIndex(patterns: readonly Buffer[]) {
  const pool = Buffer.concat(patterns);
  const starts = new Uint32Array(patterns.length + 1);
  const next = new Int32Array(patterns.length).fill(-1);
  const heads = new Int32Array(2 ** bucketBits).fill(-1);
  const [byFour, bySeven] = [createSieve(), createSieve()];
  let longest = 0;

  for (const [which, { length }] of patterns.entries()) {
    if (length < keyBytes) throw new Error(`a pattern of ${length} bytes would be found by chance`);
    const start = starts[which] as number;
    starts[which + 1] = start + length;
    longest = Math.max(longest, length);
    const first = wordAt(pool, start);
    const key = keyOf(first, wordAt(pool, start + keyBytes - 4));
    hold(byFour, Math.imul(first, 0x9e3779b1));
    hold(bySeven, key);
    const bucket = key >>> (32 - bucketBits);
    next[which] = heads[bucket] as number;
    heads[bucket] = which;
  }

  function compare(bytes: Uint8Array, at: number, key: number, onFound: Listener): void {
    let which = heads[key >>> (32 - bucketBits)] as number;
    for (; which >= 0; which = next[which] as number) {
      const [start, stop] = [starts[which] as number, starts[which + 1] as number];
      const until = at + stop - start;
      if (until <= bytes.length && pool.compare(bytes, at, until, start, stop) === 0) onFound(at, which);
    }
  }

  return {
    longest,
    lengthOf: (which: number) => (starts[which + 1] as number) - (starts[which] as number),
    /** Tells of every pattern that stands somewhere in the bytes. */
    search(bytes: Uint8Array, onFound: Listener): void {
      const end = bytes.length - keyBytes;
      if (end < 0) return;
      // Moves on by a byte: read whole at each offset it would cost four times as much.
      let first = wordAt(bytes, 0);
      for (let at = 0; ; ) {
        if (holds(byFour, Math.imul(first, 0x9e3779b1))) {
          const key = keyOf(first, wordAt(bytes, at + keyBytes - 4));
          if (holds(bySeven, key)) compare(bytes, at, key, onFound);
        }
        if (++at > end) return;
        first = (first >>> 8) | ((bytes[at + 3] as number) << 24);
      }
    },
  };
}

type Listener = (at: number, which: number) => void;

const createSieve = () => new Uint32Array(2 ** (sieveBits - 5));
const holds = (sieve: Uint32Array, key: number): boolean =>
  (((sieve[key >>> (37 - sieveBits)] as number) >>> ((key >>> (32 - sieveBits)) & 31)) & 1) === 1;

function hold(sieve: Uint32Array, key: number): void {
  const word = key >>> (37 - sieveBits);
  sieve[word] = (sieve[word] as number) | (1 << ((key >>> (32 - sieveBits)) & 31));
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

/** 32 bits of the first seven bytes, given as the first four and the last four of them. */
function keyOf(first: number, last: number): number {
  const mixed = Math.imul(first, 0x85ebca6b) ^ Math.imul(last ^ (last >>> 15), 0xc2b2ae35);
  return Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f);
}
