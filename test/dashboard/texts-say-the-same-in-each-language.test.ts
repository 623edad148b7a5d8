import { describe, expect, it } from 'vitest';
import { areas } from '../../dashboard/src/i18n/catalogue.ts';
import { languageNames, type PageLanguage } from '../../dashboard/src/i18n/languages.ts';
import { apiErrorCodes } from '../../protocol/http/error-codes.ts';
import { alarmKinds } from '../../server/alarms/alarm-store.ts';

const slotsOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
/** The texts of one area in one language, by key. */
const textsOf = (area: keyof typeof areas, language: PageLanguage): Readonly<Record<string, string>> =>
  areas[area][language];

/** English tells one in other words than many. */
const isOfOne = (key: string) => key.endsWith('_one');

const languages = Object.keys(languageNames) as PageLanguage[];
const cases = (Object.keys(areas) as (keyof typeof areas)[]).flatMap((area) =>
  languages.map((language) => [area, language] as const),
);

describe.each(cases)('the texts of %s in %s', (area, language) => {
  const [own, english] = [textsOf(area, language), textsOf(area, 'en')];
  const shared = Object.keys(english).filter((key) => !isOfOne(key));
  it.each(shared)('fill in the same values: %s', (key) => {
    expect(own[key]?.trim()).toBeTruthy();
    expect(slotsOf(own[key] ?? '')).toEqual(slotsOf(english[key] ?? ''));
  });

  it('holds no key that English does not know', () => {
    const keys = Object.keys(own).filter((key) => language !== 'en' || !isOfOne(key));
    expect(keys.sort()).toEqual(shared.sort());
  });
});

it('every alarm that the server can raise has a sentence', () => {
  const known = Object.keys(textsOf('events', 'en')).filter((key) => key.startsWith('alarm_'));
  expect(known.sort()).toEqual(alarmKinds.map((kind) => `alarm_${kind}`).sort());
});

it('every error that the server answers with has a sentence', () => {
  const own = ['other', 'noAnswer', 'UNREADABLE'];
  const known = Object.keys(textsOf('failures', 'en')).filter((key) => !own.includes(key));
  expect(known.sort()).toEqual([...apiErrorCodes].sort());
});

describe.each(Object.keys(areas) as (keyof typeof areas)[])('the English texts of %s', (area) => {
  const english = textsOf(area, 'en');

  it('have words for many wherever they have words for one, and fill in no other values there', () => {
    for (const key of Object.keys(english).filter(isOfOne)) {
      const many = english[key.replace(/_one$/, '')] ?? '';
      expect(many, key).not.toBe('');
      expect(slotsOf(many), key).toEqual(expect.arrayContaining(slotsOf(english[key] ?? '')));
    }
  });

  it('have words for one wherever many of something are counted', () => {
    const countedNouns = /\{\{n\}\} (masks|packs|vends|events|points|entries|times)\b/;
    for (const [key, text] of Object.entries(english))
      if (countedNouns.test(text) && !alwaysMany.has(`${area}.${key}`))
        expect(english[`${key}_one`], key).toBeDefined();
  });
});

/** Said of a capacity, or of more than a few. */
const alwaysMany = new Set(['machine.ofCapacity', 'overview.figuresLate', 'analyst.late']);
