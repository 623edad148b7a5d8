import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseCard } from '../../protocol/identity/card.ts';
import { mrzId, mrzLines } from '../../protocol/identity/mrz.ts';

/** ICAO Doc 9303, part 4, appendix B, and part 5, appendix B: the specimens of Utopia. */
const passport = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const card = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
];
/** Part 5, appendix B: a number longer than nine characters goes on in the optional data. */
const longNumber = [
  'I<UTOD23145890<7349<<<<<<<<<<<',
  '3407127M9507122UTO<<<<<<<<<<<2',
  'STEVENSON<<PETER<<<<<<<<<<<<<<',
];

describe('a zone', () => {
  it.each([
    ['of a passport (TD3)', passport, 'UTOL898902C3'],
    ['of a card (TD1)', card, 'UTOD23145890'],
    ['of a card with a long number', longNumber, 'UTOD23145890734'],
  ])('%s names its document by state and number', (_, zone, id) => {
    expect(mrzId(zone)).toBe(id);
    expect(normaliseCard('mrz', id)).toBe(id);
    expect(mrzLines(zone[0] as string)).toBe(zone.length);
  });

  it('with another digit in any field that has a check digit is none', () => {
    const fields = [
      [passport, 1, [...range(0, 10), ...range(13, 20), ...range(21, 43), 43]],
      [card, 0, [...range(5, 15)]],
      [card, 1, [...range(0, 7), ...range(8, 15), 29]],
    ] as const;
    for (const [zone, line, places] of fields)
      for (const place of places) {
        const text = zone[line] as string;
        // One more: by weights 7, 3 and 1 no single step goes unseen.
        const before = text[place] === '<' ? 0 : Number.parseInt(text[place] as string, 36);
        const other = ((before + 1) % 36).toString(36).toUpperCase();
        const broken = [...zone];
        broken[line] = text.slice(0, place) + other + text.slice(place + 1);
        expect(mrzId(broken), `${line}:${place}`).toBeUndefined();
      }
  });

  it('of an unused personal number may have a filler for its digit', () => {
    const fields = 'L898902C36UTO7408122F1204159<<<<<<<<<<<<<<';
    const zones = [...'0123456789'].map((digit) => mrzId([passport[0] as string, `${fields}<${digit}`]));
    expect(zones.filter((id) => id !== undefined)).toEqual(['UTOL898902C3']);
  });

  it.each([
    ['of no lines', []],
    ['of one line', [passport[0] as string]],
    ['of lines of different lengths', [passport[0] as string, card[1] as string]],
    ['with a small letter', [(passport[0] as string).toLowerCase(), passport[1] as string]],
  ])('%s is none', (_, zone) => expect(mrzId(zone)).toBeUndefined());

  it('of anything else is none, and nothing throws', () => {
    const line = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'AB01<'), minLength: length, maxLength: length });
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.string()), fc.tuple(line(44), line(44)), fc.tuple(line(30), line(30), line(30))),
        (zone) => {
          const id = mrzId(zone);
          if (id !== undefined) expect(id).toMatch(/^[A-Z0-9<]{4,}$/);
        },
      ),
    );
  });
});

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
