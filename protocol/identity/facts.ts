import type { Scheme } from '../serial/constants.ts';

/** What a card's number itself tells of its holder, where its scheme has it. Held in memory as long as the number is. */
export interface CardFacts {
  /** The last digit of the number (not its check letter). */
  readonly lastDigit?: number;
  /** The day of birth, YYYY-MM-DD. */
  readonly born?: string;
}

/** Schemes whose numbers were given out one after the other, so that the last digit parts their holders evenly. */
const digitTells: readonly Scheme[] = ['tckn', 'twid', 'nric', 'nhi', 'izmirim'];

/** Which fact the numbers of a scheme tell. */
export function tellsOf(scheme: Scheme): keyof CardFacts | undefined {
  return scheme === 'rrn' ? 'born' : digitTells.includes(scheme) ? 'lastDigit' : undefined;
}

/** Reads the facts of a normalised number. */
export function factsOf(scheme: Scheme, normalisedId: string): CardFacts {
  if (scheme === 'rrn') return bornOf(normalisedId);
  const digit = digitTells.includes(scheme) ? /\d(?=\D*$)/.exec(normalisedId)?.[0] : undefined;
  return digit === undefined ? {} : { lastDigit: Number(digit) };
}

/** Centuries by the seventh digit of a Korean number, which tells the sex too (Resident Registration Act, Enforcement Rule). */
const centuries: Readonly<Record<string, number>> = {
  ...{ 9: 1800, 0: 1800, 1: 1900, 2: 1900, 5: 1900, 6: 1900, 3: 2000, 4: 2000, 7: 2000, 8: 2000 },
};

function bornOf(rrn: string): CardFacts {
  const [, year, month, day, sex = ''] = /^(\d\d)(\d\d)(\d\d)(\d)/.exec(rrn) ?? [];
  const century = centuries[sex];
  if (century === undefined) return {};
  const born = `${century + Number(year)}-${month}-${day}`;
  const exists = new Date(`${born}T00:00:00Z`);
  return !Number.isNaN(exists.getTime()) && exists.toISOString().startsWith(born) ? { born } : {};
}
