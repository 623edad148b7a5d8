/** The promises of ledger.md, "What always holds". */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6';

/** What a check found of one promise. */
export interface Finding {
  readonly invariant: Invariant;
  /** The promise in a few words. */
  readonly promise: string;
  /** How much was looked at, by what it is. */
  readonly looked: Readonly<Record<string, number>>;
  /** The first breaches, in words that hold no part of a card's number; none: it holds. */
  readonly breaches: readonly string[];
  /** All breaches, also those that are not told. */
  readonly breached: number;
  /** What could not be looked at, and why. */
  readonly notLooked: readonly string[];
}

/** Breaches that are told of each promise. */
const maxTold = 20;

/** Gathers what one check finds. */
export function createFinding(invariant: Invariant, promise: string) {
  const looked: Record<string, number> = {};
  const breaches: string[] = [];
  const notLooked: string[] = [];
  let breached = 0;
  return {
    looked(what: string, count = 1): void {
      looked[what] = (looked[what] ?? 0) + count;
    },
    breach(words: string): void {
      breached++;
      if (breaches.length < maxTold) breaches.push(words);
    },
    notLooked(words: string): void {
      notLooked.push(words);
    },
    found: (): Finding => ({ invariant, promise, looked, breaches, breached, notLooked }),
  };
}
