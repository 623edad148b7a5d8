import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom, wholeBetween } from '../../simulators/random.ts';

/** Inputs of each fuzz test; the soak sets a million. */
export const inputCount = Number(process.env.FUZZ_INPUTS ?? 50_000);
/** Another seed, other inputs. */
export const fuzzSeed = Number(process.env.FUZZ_SEED ?? 1);
/** A test's time: half a millisecond an input is what the slowest takes on two busy cores. */
export const fuzzTimeoutMs = 120_000 + inputCount * 4;

/** Bytes that mean something to one of our formats: SLIP's, MQTT's lengths, ends of lines and strings, the edges of a byte. */
const tellingBytes = [
  0x00, 0x01, 0x0a, 0x0d, 0x20, 0x22, 0x2f, 0x5c, 0x7b, 0x7f, 0x80, 0xc0, 0xdb, 0xdc, 0xdd, 0xff,
];

/** Makes inputs out of samples: one of them, cut, doubled, flipped or mixed with another in one to six places, or noise alone. */
export function createMutator(samples: readonly Uint8Array[], seed: number) {
  const random = seededRandom(seed);
  const pick = (max: number) => wholeBetween(random, 0, max);
  const sample = () => Buffer.from(samples[pick(samples.length - 1)] as Uint8Array);
  const noise = (most: number) => Buffer.from(Array.from({ length: pick(most) }, () => pick(255)));

  function change(bytes: Buffer): Buffer {
    const at = pick(bytes.length);
    const length = pick(Math.min(16, bytes.length - at));
    const [before, part, behind] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + length),
      bytes.subarray(at + length),
    ];
    switch (pick(8)) {
      case 0: {
        const flipped = Buffer.from(bytes);
        if (at < flipped.length) flipped[at] = (flipped[at] as number) ^ (1 << pick(7));
        return flipped;
      }
      case 1: {
        const set = Buffer.from(bytes);
        if (at < set.length) set[at] = tellingBytes[pick(tellingBytes.length - 1)] as number;
        return set;
      }
      case 2:
        return Buffer.concat([before, noise(16), Buffer.concat([part, behind])]);
      case 3:
        return Buffer.concat([before, behind]);
      case 4:
        return Buffer.concat([before, part, part, behind]);
      case 5:
        return Buffer.from(before);
      case 6:
        return Buffer.concat([before, sample().subarray(pick(64))]);
      case 7:
        return Buffer.concat([bytes, sample()]);
      default:
        return Buffer.concat([
          before,
          Buffer.alloc(pick(64), tellingBytes[pick(tellingBytes.length - 1)]),
          behind,
        ]);
    }
  }

  return {
    random,
    pick,
    sample,
    /** The next input. */
    next(): Buffer {
      if (pick(19) === 0) return noise(300);
      let bytes: Buffer = sample();
      for (let changes = 1 + pick(5); changes > 0; changes--) bytes = change(bytes);
      return bytes;
    },
    /** An input in pieces, cut anywhere. */
    pieces(bytes: Buffer): Buffer[] {
      const cuts = [0, ...Array.from({ length: pick(3) }, () => pick(bytes.length)), bytes.length].sort(
        (a, b) => a - b,
      );
      return cuts.slice(1).map((end, at) => bytes.subarray(cuts[at], end));
    },
  };
}

/** What this process's heap holds when all that is not needed is gone, in bytes. */
export function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
