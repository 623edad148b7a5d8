import type { Scheme } from '../serial/constants.ts';

/**
 * Whether a normalised id is one that its scheme can have issued. Each rule is a pure function of the text; a
 * scheme without a published check digit is held to its format alone, and says so.
 */
export const schemeRules: Readonly<Record<Scheme, (id: string) => boolean>> = {
  uid: isCardUid,
  tckn: isTckn,
  // The operator of the Izmirim Kart publishes no check digit: format only.
  izmirim: (id) => /^[0-9A-Z]{6,32}$/.test(id),
  // The number printed on Taiwan's NHI card: format only.
  nhi: (id) => /^\d{12}$/.test(id),
  twid: isTwid,
  nric: isNric,
  voucher: (id) => id.length >= 1 && id.length <= 64,
  staff: (id) => id.length >= 1 && id.length <= 64,
  // A document number as read from the machine-readable zone; the zone's own digits were checked by the reader.
  mrz: (id) => /^[0-9A-Z<]{5,64}$/.test(id),
  // Numbers issued since October 2020 have random last digits, so the old check digit proves nothing (looksMistyped): format only.
  rrn: (id) => /^\d{13}$/.test(id),
};

/**
 * Whether an id that its scheme can have issued looks mistyped all the same. Advice for people alone: of a Korean number the
 * check digit was given up in October 2020, and one that does not fit may be younger than that.
 */
export function looksMistyped(scheme: Scheme, id: string): boolean {
  return scheme === 'rrn' && /^\d{13}$/.test(id) && !hasRrnDigit(id);
}

/** The last digit of a Korean number issued before October 2020: 11 less the weighted sum of the others modulo 11, of it the last digit. */
function hasRrnDigit(id: string): boolean {
  const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(id[at]), 0);
  return (11 - (sum % 11)) % 10 === Number(id[12]);
}

/** ISO 14443-3: a UID of 4, 7 or 10 bytes in hex. A 4-byte one that starts with 08 is drawn anew at each tap. */
function isCardUid(id: string): boolean {
  return /^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(id) && !(id.length === 8 && id.startsWith('08'));
}

/** T.C. Kimlik No: digit 10 is 7 x (odd places) - (even places) modulo 10, never negative; digit 11 the sum of the ten. */
function isTckn(id: string): boolean {
  if (!/^[1-9]\d{10}$/.test(id)) return false;
  const digits = [...id].map(Number);
  const sum = (places: readonly number[]) =>
    places.reduce((total, place) => total + (digits[place - 1] as number), 0);
  const tenth = (((7 * sum([1, 3, 5, 7, 9]) - sum([2, 4, 6, 8])) % 10) + 10) % 10;
  const eleventh = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 10;
  return digits[9] === tenth && digits[10] === eleventh;
}

/** Letters of a Taiwanese id in the order of their values, 10 for the first. */
const twLetters = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';

/** Taiwan's national id (second place 1 or 2), ARC since 2021 (8 or 9) and before (a letter A to D). */
function isTwid(id: string): boolean {
  const match = /^([A-Z])([1289A-D])(\d{8})$/.exec(id);
  if (match === null) return false;
  const first = twLetters.indexOf(match[1] as string) + 10;
  const second = /\d/.test(match[2] as string)
    ? Number(match[2])
    : twLetters.indexOf(match[2] as string) % 10;
  const rest = [second, ...[...(match[3] as string)].map(Number)];
  const weights = [8, 7, 6, 5, 4, 3, 2, 1, 1];
  const sum = rest.reduce((total, digit, at) => total + digit * (weights[at] as number), 0);
  return (Math.floor(first / 10) + (first % 10) * 9 + sum) % 10 === 0;
}

/** Singapore's NRIC (S, T) and FIN (F, G, M). The M series counts its letters from the other end. */
function isNric(id: string): boolean {
  const match = /^([STFGM])(\d{7})([A-Z])$/.exec(id);
  if (match === null) return false;
  const [, series, number, letter] = match as unknown as [string, string, string, string];
  const weights = [2, 7, 6, 5, 4, 3, 2];
  const base = [...number].reduce((total, digit, at) => total + Number(digit) * (weights[at] as number), 0);
  const offset = series === 'M' ? 3 : series === 'T' || series === 'G' ? 4 : 0;
  const rest = (base + offset) % 11;
  if (series === 'M') return 'KLJNPQRTUWX'[10 - rest] === letter;
  return (series === 'S' || series === 'T' ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[rest] === letter;
}
