import { describe, expect, it } from 'vitest';
import { languageNames, texts } from '../../dashboard/src/i18n/catalogue.ts';

const slotsOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe.each(Object.keys(languageNames) as (keyof typeof texts)[])('the pages in %s', (language) => {
  it.each(Object.keys(texts.en) as (keyof typeof texts.en)[])('fill in the same values: %s', (key) => {
    expect(texts[language][key].trim()).not.toBe('');
    expect(slotsOf(texts[language][key])).toEqual(slotsOf(texts.en[key]));
  });
});
