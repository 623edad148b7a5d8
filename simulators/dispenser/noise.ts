import { type Random, wholeBetween } from '../random.ts';

/** Spoils bytes on their way. */
export interface Noise {
  /** The probability with which a byte is spoiled, 0 to 1. */
  level: number;
  pass(bytes: Uint8Array): Uint8Array;
}

/** Half of the spoiled bytes have one bit flipped, before the other half a byte of anything is put in. */
export function createNoise(random: Random, level: number): Noise {
  return {
    level,
    pass(bytes) {
      if (this.level === 0) return bytes;
      const passed: number[] = [];
      for (const byte of bytes) {
        if (random() >= this.level) passed.push(byte);
        else if (random() < 0.5) passed.push(byte ^ (1 << wholeBetween(random, 0, 7)));
        else passed.push(wholeBetween(random, 0, 0xff), byte);
      }
      return Uint8Array.from(passed);
    },
  };
}
