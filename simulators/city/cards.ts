import type { Scheme } from '../../protocol/serial/constants.ts';
import { seededRandom, wholeBetween } from '../random.ts';

/** A card as a reader tells it. Made up, valid, nobody's in particular; it is never written down anywhere. */
export interface Card {
  readonly scheme: Scheme;
  readonly id: string;
}

/** Transit cards among all cards: Izmir's machines took them; the rest show their identity card. */
const transitShare = 0.8;
/** NXP's manufacturer code: the first byte of a 7-byte UID of most transit cards (ISO 14443-3). */
const nxp = '04';

/**
 * The card of the nth citizen of a city. Reckoned anew each time from seed and number, so that a city of any size takes
 * no memory and a second run has the same people.
 */
export function cardOf(seed: number, citizen: number): Card {
  // Two steps of a multiplicative hash: neighbours must not get neighbouring streams.
  const random = seededRandom(Math.imul(citizen + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b));
  return random() < transitShare
    ? { scheme: 'uid', id: transitUid(random) }
    : { scheme: 'tckn', id: tckn(random) };
}

function transitUid(random: () => number): string {
  const bytes = Array.from({ length: 6 }, () => wholeBetween(random, 0, 255).toString(16).padStart(2, '0'));
  return `${nxp}${bytes.join('')}`.toUpperCase();
}

/** T.C. Kimlik No: nine digits, the first not 0, and their two check digits. */
function tckn(random: () => number): string {
  const digits = Array.from({ length: 9 }, (_, at) => wholeBetween(random, at === 0 ? 1 : 0, 9));
  const sumFrom = (first: number) =>
    digits.reduce((total, digit, at) => (at % 2 === first ? total + digit : total), 0);
  const tenth = (((7 * sumFrom(0) - sumFrom(1)) % 10) + 10) % 10;
  const eleventh = (digits.reduce((total, digit) => total + digit, 0) + tenth) % 10;
  return [...digits, tenth, eleventh].join('');
}
