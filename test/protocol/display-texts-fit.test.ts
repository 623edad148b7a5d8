import { describe, expect, it } from 'vitest';
import { type DisplayKey, displayTexts, languages } from '../../protocol/display/catalogue.ts';
import { cutToBytes, displayText, displayWhen } from '../../protocol/display/text.ts';
import { maxDisplayBytes } from '../../protocol/serial/constants.ts';

const zones = ['Europe/Istanbul', 'Asia/Taipei', 'Asia/Kathmandu', 'America/St_Johns'];
const start = Date.parse('2020-01-01T00:00:00Z');

/** The longest that a moment gets in two years, in zones of every kind. */
function longestWhen(language: (typeof languages)[number]): string {
  let longest = '';
  for (const zone of zones)
    for (let day = 0; day < 731; day++) {
      const when = displayWhen(start + day * 86_400_000 + 45_296_000, language, zone);
      if (Buffer.byteLength(when) > Buffer.byteLength(longest)) longest = when;
    }
  return longest;
}

/** The longest that each place can be filled with: 255 items of 1000 pieces, and a long name of a product. */
const longest = (language: (typeof languages)[number]) => ({
  pieces: '255000',
  of: '255000',
  product: 'ş'.repeat(32),
  when: longestWhen(language),
});

const keys = Object.keys(displayTexts) as DisplayKey[];
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each(languages)('every text in %s', (language) => {
  const values = longest(language);

  it(`has at most ${maxDisplayBytes} bytes with its places filled by the longest there is`, () => {
    for (const key of keys) {
      const text = displayTexts[key][language].replace(
        /\{(\w+)\}/g,
        (_, name: keyof typeof values) => values[name],
      );
      expect(Buffer.byteLength(text), text).toBeLessThanOrEqual(maxDisplayBytes);
      expect(displayText(key, language, values)).toBe(text);
    }
  });

  it('has the places that it has in the other languages, and no other', () => {
    for (const key of keys) {
      expect(places(displayTexts[key][language]), key).toEqual(places(displayTexts[key].en));
      for (const place of places(displayTexts[key][language])) expect(Object.keys(values)).toContain(place);
    }
  });

  it('is one line without edges', () => {
    for (const key of keys) expect(displayTexts[key][language]).toMatch(/^\S(.*\S)?$/u);
  });
});

describe('a text that is too long', () => {
  it('is cut to bytes, never inside of a character', () => {
    expect(cutToBytes('abc', 3)).toBe('abc');
    expect(cutToBytes('abcd', 3)).toBe('abc');
    expect(cutToBytes('aşb', 2)).toBe('a');
    expect(cutToBytes('口罩', 5)).toBe('口');
    expect(cutToBytes('a👩‍👩‍👧b', 18)).toBe('a');
    expect(displayText('balance', 'en', { product: 'x'.repeat(500), pieces: 1 })).toHaveLength(
      maxDisplayBytes,
    );
  });
});

describe('when to come back', () => {
  const monday = Date.parse('2020-05-25T00:00:00+03:00');

  it('is a day, with a time of day unless it is midnight there', () => {
    expect(displayWhen(monday, 'en', 'Europe/Istanbul')).toBe('Mon 25 May');
    expect(displayWhen(monday + 9 * 3_600_000, 'en', 'Europe/Istanbul')).toMatch(/^Mon 25 May 09:00$/);
    expect(displayWhen(monday, 'en', 'Asia/Taipei')).toMatch(/05:00$/);
  });

  it('is rounded up to the minute', () => {
    expect(displayWhen(monday + 1, 'en', 'Europe/Istanbul')).toMatch(/00:01$/);
    expect(displayWhen(monday - 1, 'en', 'Europe/Istanbul')).toBe('Mon 25 May');
  });
});
