import { schemeRules } from '../../protocol/identity/check-digits.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import { type Random, seededRandom, wholeBetween } from '../random.ts';

/** A card as a reader tells it. Made up, valid, nobody's in particular; it is never written down anywhere. */
export interface Card {
  readonly scheme: Scheme;
  readonly id: string;
}

/** How a card is shown: what stands on paper is scanned. */
export const entryOf = ({ scheme }: Card): 'tap' | 'scan' => (scheme === 'voucher' ? 'scan' : 'tap');

/** What most citizens of a city show; the rest show any other card that its policy takes. */
const usualShare = 0.8;
/** Izmir's machines took transit cards; some show their identity card instead. */
export const usualSchemes: readonly Scheme[] = ['uid', 'tckn'];
/** NXP's manufacturer code: the first byte of a 7-byte UID of most transit cards (ISO 14443-3). */
const nxp = '04';

/** How a number of each scheme that citizens may have is made up. */
const makers: Partial<Record<Scheme, (random: Random) => string>> = {
  uid: transitUid,
  tckn,
  izmirim: (random) => digits(random, 11),
  nhi: (random) => digits(random, 12),
  twid: (random) => fitting('twid', `A${wholeBetween(random, 1, 2)}${digits(random, 7)}`, '0123456789'),
  nric: (random) =>
    fitting('nric', `${random() < 0.7 ? 'S' : 'T'}${digits(random, 7)}`, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
};

/** Whether citizens of a city can have such a card. */
export const canHave = (scheme: Scheme): boolean => scheme in makers;

/**
 * The card of the nth citizen of a city, of one of these schemes. Reckoned anew each time from seed and number, so that a
 * city of any size takes no memory and a second run has the same people.
 */
export function cardOf(seed: number, citizen: number, schemes = usualSchemes): Card {
  // Two steps of a multiplicative hash: neighbours must not get neighbouring streams.
  const random = seededRandom(Math.imul(citizen + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b));
  const [usual = 'uid', ...others] = schemes;
  const isUsual = random() < usualShare || others.length === 0;
  const other = others.length > 1 ? wholeBetween(random, 0, others.length - 1) : 0;
  const scheme = isUsual ? usual : (others[other] as Scheme);
  return { scheme, id: (makers[scheme] ?? transitUid)(random) };
}

const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => wholeBetween(random, 0, 9)).join('');

/** The number with the one check character that fits. */
function fitting(scheme: Scheme, beginning: string, characters: string): string {
  const fits = [...characters].find((character) => schemeRules[scheme](beginning + character));
  return beginning + fits;
}

function transitUid(random: Random): string {
  const bytes = Array.from({ length: 6 }, () => wholeBetween(random, 0, 255).toString(16).padStart(2, '0'));
  return `${nxp}${bytes.join('')}`.toUpperCase();
}

/** T.C. Kimlik No: nine digits, the first not 0, and their two check digits. */
function tckn(random: Random): string {
  const digits = Array.from({ length: 9 }, (_, at) => wholeBetween(random, at === 0 ? 1 : 0, 9));
  const sumFrom = (first: number) =>
    digits.reduce((total, digit, at) => (at % 2 === first ? total + digit : total), 0);
  const tenth = (((7 * sumFrom(0) - sumFrom(1)) % 10) + 10) % 10;
  const eleventh = (digits.reduce((total, digit) => total + digit, 0) + tenth) % 10;
  return [...digits, tenth, eleventh].join('');
}
