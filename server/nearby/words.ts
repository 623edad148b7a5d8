import type { Language } from '../../protocol/display/catalogue.ts';
import { nearbyText } from '../../protocol/display/nearby-texts.ts';
import type { Nearby, PublicPeriod, PublicRule } from '../../protocol/http/nearby.ts';

const locales: Readonly<Record<Language, string>> = { tr: 'tr-TR', en: 'en-GB', 'zh-TW': 'zh-TW' };

/** A moment as people say it: weekday, date and time, in the city's own time zone. */
export function whenOf(instant: string, language: Language, timeZone: string): string {
  const style = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat(locales[language], { ...style, hourCycle: 'h23', timeZone }).format(
    new Date(instant),
  );
}

/** How many one may take, rule by rule. */
export function shareWords({ rules, products, cards }: Nearby, language: Language): string[] {
  const nameOf = (id: string) => products.find(({ product }) => product === id)?.name[language] ?? id;
  const lines = rules.map((rule) => ruleWords(rule, nameOf, language));
  if (lines.length === 0) return [nearbyText('noRules', language)];
  if (lines.length > 1) lines.push(nearbyText('allHold', language));
  if (cards > 1) lines.push(nearbyText('pooled', language, { n: cards }));
  return lines;
}

function ruleWords(rule: PublicRule, nameOf: (id: string) => string, language: Language): string {
  const list = (words: string[]) => new Intl.ListFormat(locales[language]).format(words);
  const schemes = rule.schemes?.map((scheme) => nearbyText(`scheme_${scheme}`, language));
  const kinds = [...(schemes === undefined ? [] : [list(schemes)]), ...agesWords(rule.ages, language)];
  const n = new Intl.NumberFormat(locales[language]).format(rule.masks);
  return nearbyText('rule', language, {
    products: list(rule.products.map(nameOf)),
    masks: nearbyText(rule.masks === 1 ? 'masksOne' : 'masks', language, { n }),
    period: periodWords(rule.period, language),
    schemes: kinds.length === 0 ? '' : nearbyText('schemes', language, { list: kinds.join('; ') }),
  });
}

function agesWords(ages: PublicRule['ages'], language: Language): string[] {
  if (ages === null) return [];
  const { from, to } = ages;
  if (from !== null && to !== null) return [nearbyText('ages', language, { from, to })];
  if (from !== null) return [nearbyText('agesFrom', language, { from })];
  return to === null ? [] : [nearbyText('agesTo', language, { to })];
}

function periodWords({ unit, count }: PublicPeriod, language: Language): string {
  const plain = {
    hours: 'hour',
    days: 'day',
    weeks: 'week',
    day: 'day',
    week: 'week',
    month: 'month',
  } as const;
  const style = { style: 'unit', unit: plain[unit], unitDisplay: 'long' } as const;
  const length = new Intl.NumberFormat(locales[language], style).format(count);
  return nearbyText(`period_${unit}`, language, { length });
}
