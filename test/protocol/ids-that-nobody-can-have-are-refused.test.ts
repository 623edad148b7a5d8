import { describe, expect, it } from 'vitest';
import { cardName, normaliseCard } from '../../protocol/identity/card.ts';
import { looksMistyped, schemeRules } from '../../protocol/identity/check-digits.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';

/** Made-up and published test numbers; none is a person's. */
const good: readonly [Scheme, string][] = [
  ['tckn', '10000000146'],
  ['tckn', '12345678950'],
  ['tckn', '21221221272'],
  ['tckn', '32600390014'],
  ['twid', 'A123456789'],
  ['twid', 'F131104093'],
  ['twid', 'A900000016'],
  ['twid', 'A800000014'],
  ['twid', 'AC01234567'],
  ['nric', 'S1234567D'],
  ['nric', 'T1234567J'],
  ['nric', 'F1234567N'],
  ['nric', 'G1234567X'],
  ['nric', 'M1234567K'],
  ['rrn', '9001011234568'],
  ['uid', '04AABBCC'],
  ['uid', '04A1B2C3D4E5F6'],
  ['uid', '0123456789ABCDEF0123'],
  ['uid', '08A1B2C3D4E5F6'],
  ['nhi', '000012345678'],
  ['izmirim', 'AB12345678'],
  ['voucher', 'X'],
  ['staff', 'S0ME-L0NG'],
  ['mrz', 'L898902C3'],
];

const bad: readonly [Scheme, string, string][] = [
  ['tckn', '12345678951', 'last digit'],
  ['tckn', '10000000156', 'tenth digit'],
  ['tckn', '00000000000', 'starts with 0'],
  ['tckn', '1000000014', '10 digits'],
  ['tckn', '100000001460', '12 digits'],
  ['twid', 'A123456788', 'check digit'],
  ['twid', 'A323456789', 'second place'],
  ['twid', 'a123456789', 'not normalised'],
  ['nric', 'S1234567E', 'check letter'],
  ['nric', 'M1234567X', 'letter counted from the wrong end'],
  ['nric', 'X1234567D', 'series'],
  ['uid', '08AABBCC', 'drawn anew at each tap'],
  ['uid', '04AABBC', 'half a byte short'],
  ['uid', '04AABBCCDD', '5 bytes'],
  ['uid', '04AABBGG', 'not hex'],
  ['nhi', '00001234567', '11 digits'],
  ['rrn', '900101123456', '12 digits'],
  ['voucher', '', 'empty'],
];

describe('a Korean number', () => {
  it('whose old check digit does not fit is one all the same, and looks mistyped', () => {
    expect(looksMistyped('rrn', '9001011234568')).toBe(false);
    for (const id of ['9001011234567', '9010011234568', '0001013234568']) {
      expect(schemeRules.rrn(id)).toBe(true);
      expect(looksMistyped('rrn', id)).toBe(true);
    }
    // Of every beginning one digit in ten fits.
    const ends = Array.from({ length: 10 }, (_, digit) => looksMistyped('rrn', `900101123456${digit}`));
    expect(ends.filter((mistyped) => !mistyped)).toHaveLength(1);
    expect(looksMistyped('tckn', '10000000147')).toBe(false);
  });
});

describe('check digits (domain vectors)', () => {
  it.each(good)('%s accepts %s', (scheme, id) => {
    expect(schemeRules[scheme](id)).toBe(true);
  });
  it.each(bad)('%s refuses %s: %s', (scheme, id) => {
    expect(schemeRules[scheme](id)).toBe(false);
  });

  it('a changed digit of a Turkish number is always noticed', () => {
    for (const [, id] of good.filter(([scheme]) => scheme === 'tckn'))
      for (let place = 0; place < id.length; place++)
        for (let digit = 0; digit < 10; digit++) {
          const other = id.slice(0, place) + digit + id.slice(place + 1);
          if (other !== id) expect(schemeRules.tckn(other), other).toBe(false);
        }
  });
});

describe('the one form of an id', () => {
  it.each([
    ['nric', ' s1234567d', 'S1234567D'],
    ['twid', 'A12-345 6789', 'A123456789'],
    ['uid', '04 a1 b2 c3 d4 e5 f6', '04A1B2C3D4E5F6'],
    ['rrn', '900101-1234568', '9001011234568'],
  ] as [Scheme, string, string][])('%s %j is %s', (scheme, given, normal) => {
    expect(normaliseCard(scheme, given)).toBe(normal);
    expect(normaliseCard(scheme, normal)).toBe(normal);
  });

  it.each([
    ['tckn', '12345678951'],
    ['tckn', '１００００００１４６'],
    ['staff', 'straße'],
    ['staff', 'ıd'],
    ['voucher', '- -'],
    ['voucher', ''],
    ['uid', '04AABBCC\n'],
    ['uid', '04AABBCC\0'],
  ] as [Scheme, string][])('%s %j is bad-id', (scheme, given) => {
    expect(normaliseCard(scheme, given)).toBeUndefined();
  });

  it('tells schemes apart', () => {
    expect(cardName('uid', '04AABBCC')).toBe('uid:04AABBCC');
  });
});
