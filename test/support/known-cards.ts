import { normaliseCard } from '../../protocol/identity/card.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import { cardOf } from '../../simulators/city/cards.ts';
import { type Random, seededRandom, wholeBetween } from '../../simulators/random.ts';

/** A number that a test knows, and will look for. */
export interface KnownNumber {
  readonly scheme: Scheme;
  /** Normalised, where it is one; else as it was said. */
  readonly id: string;
  /** As the reader or the person said it. */
  readonly said: string;
}

/** How many of ten thousand cards have which scheme. */
const shares = [
  ['uid', 3_000],
  ['tckn', 2_500],
  ['twid', 1_000],
  ['nric', 1_000],
  ['rrn', 1_000],
  ['izmirim', 1_000],
  ['mrz', 500],
] as const satisfies readonly (readonly [Scheme, number])[];

type Drawn = (typeof shares)[number][0];

/** Of so many cards one is said as people type it: in small letters, with spaces or hyphens. */
const typedEvery = 5;
const dayMs = 86_400_000;

/** Ten thousand different cards of seven schemes, mixed, from a seed. */
export function knownCards(seed: number): KnownNumber[] {
  const random = seededRandom(seed);
  const cards = shares.flatMap(([scheme, count]) => drawn(scheme, count, random, seed));
  for (let at = cards.length - 1; at > 0; at--) {
    const other = wholeBetween(random, 0, at);
    [cards[at], cards[other]] = [cards[other] as KnownNumber, cards[at] as KnownNumber];
  }
  return cards.map((card, at) => (at % typedEvery === 0 ? { ...card, said: typed(card) } : card));
}

/** So many numbers that cannot be: a check character that does not fit, a UID of half a byte too little. */
export function badNumbers(seed: number, count: number): KnownNumber[] {
  const random = seededRandom(seed);
  const schemes = ['uid', 'tckn', 'twid', 'nric'] as const;
  return schemes.flatMap((scheme) =>
    drawn(scheme, Math.ceil(count / schemes.length), random, seed).map(({ id }) => {
      const bad = scheme === 'uid' ? id.slice(0, -1) : spoiled(id);
      if (normaliseCard(scheme, bad) !== undefined) throw new Error(`a bad ${scheme} is none`);
      return { scheme, id: bad, said: bad };
    }),
  );
}

/** One card of a scheme that is not among those of another seed. */
export function oneCard(scheme: Drawn, seed: number): KnownNumber {
  const [card] = drawn(scheme, 1, seededRandom(seed), seed);
  return card as KnownNumber;
}

function drawn(scheme: Drawn, count: number, random: Random, seed: number): KnownNumber[] {
  const ids = new Set<string>();
  for (let at = 0; ids.size < count; at++) {
    const id = numberOf(scheme, at, random, seed);
    if (!isATime(id)) ids.add(id);
  }
  return [...ids].map((id) => {
    if (normaliseCard(scheme, id) !== id) throw new Error(`a ${scheme} that was made up is none`);
    return { scheme, id, said: id };
  });
}

function numberOf(scheme: Drawn, at: number, random: Random, seed: number): string {
  const digits = (count: number) => Array.from({ length: count }, () => wholeBetween(random, 0, 9)).join('');
  if (scheme === 'mrz') return `U${digits(8)}`;
  if (scheme !== 'rrn') return cardOf(seed, at, [scheme]).id;
  const two = (from: number, to: number) => String(wholeBetween(random, from, to)).padStart(2, '0');
  return `${two(40, 99)}${two(1, 12)}${two(1, 28)}${wholeBetween(random, 1, 2)}${digits(6)}`;
}

/**
 * Whether eleven digits stand in a time of these days, in ms since 1970: logs and answers are full of them, and one in
 * some hundred runs would find a number that nobody wrote.
 */
function isATime(id: string): boolean {
  if (!/^\d{11}$/.test(id)) return false;
  const now = Date.now();
  return [1, 10, 100].some((unit) => {
    const [from, to] = [now - dayMs, now + dayMs].map((ms) => Math.floor(ms / unit) % 1e11);
    return Number(id) >= Number(from) && Number(id) <= Number(to);
  });
}

/** The number with another last character, which its check does not let stand. */
function spoiled(id: string): string {
  const last = id.at(-1) as string;
  const other = /\d/.test(last) ? String((Number(last) + 1) % 10) : last === 'A' ? 'B' : 'A';
  return id.slice(0, -1) + other;
}

function typed({ scheme, id }: KnownNumber): string {
  if (scheme === 'rrn') return `${id.slice(0, 6)}-${id.slice(6)}`;
  if (scheme === 'tckn' || scheme === 'izmirim') return id.replace(/(\d{3})(?=\d)/g, '$1 ');
  return id.toLowerCase();
}
