import { describe, expect, it } from 'vitest';
import { areas } from '../../dashboard/src/i18n/catalogue.ts';
import { languageNames, type PageLanguage } from '../../dashboard/src/i18n/languages.ts';
import { alarmKinds } from '../../server/alarms/alarm-store.ts';

const slotsOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
/** The texts of one area in one language, by key. */
const textsOf = (area: keyof typeof areas, language: PageLanguage): Readonly<Record<string, string>> =>
  areas[area][language];

const languages = Object.keys(languageNames) as PageLanguage[];
const cases = (Object.keys(areas) as (keyof typeof areas)[]).flatMap((area) =>
  languages.map((language) => [area, language] as const),
);

describe.each(cases)('the texts of %s in %s', (area, language) => {
  const [own, english] = [textsOf(area, language), textsOf(area, 'en')];
  it.each(Object.keys(english))('fill in the same values: %s', (key) => {
    expect(own[key]?.trim()).toBeTruthy();
    expect(slotsOf(own[key] ?? '')).toEqual(slotsOf(english[key] ?? ''));
  });

  it('holds no key that English does not know', () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
  });
});

it('every alarm that the server can raise has a sentence', () => {
  const known = Object.keys(textsOf('events', 'en')).filter((key) => key.startsWith('alarm_'));
  expect(known.sort()).toEqual(alarmKinds.map((kind) => `alarm_${kind}`).sort());
});
