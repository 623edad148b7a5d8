import type { TFunction } from 'i18next';
import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';
import { capitalised, counted, dateLocale, formatCount, formatDay, formatShare } from '../i18n/format.ts';
import { type Asked, datesOf, daysOf } from './question.ts';

/** What the answer's title is made from. */
export interface TitleParts {
  readonly asked: Asked;
  readonly answer: AnalyticsAnswer;
  readonly today: string;
  /** The first day of which anything is known. */
  readonly first?: string | undefined;
  readonly language: string;
  /** The words for a key of the answer's split. */
  readonly nameOf: (key: string) => string;
  /** The one place or product that the filters leave, if there is one. */
  readonly only: string | undefined;
  /** The words for the one reason that the filters leave, if there is one. */
  readonly because?: string | undefined;
}

/** A change that is smaller than this share is none to speak of. */
const smallChange = 0.005;

/** The answer in one sentence: who, how many, when, and against the time before. */
export function titleOf(parts: TitleParts, t: TFunction): string {
  const bare = sentenceOf(parts, t);
  const { because: reason } = parts;
  const sentence = reason === undefined ? bare : t('answers.because', { sentence: bare, reason });
  // "bugün …" at the beginning.
  return capitalised(sentence, parts.language);
}

function sentenceOf(parts: TitleParts, t: TFunction): string {
  const { asked, answer, language } = parts;
  const when = whenOf(parts, t);
  const who = parts.only ?? t('answers.theCity');
  const { total } = answer;
  const [first, second] = answer.keys;
  if (total === null || total.value === 0 || first === undefined)
    return t(`answers.${asked.measure}_nothing`, { who, when });
  if (total.value === null) return t('answers.hidden', { who, when });
  // Where several are alike none of them is the first.
  const isFirst = asked.by !== 'none' && !(first.value === second?.value && first.p95 === second.p95);
  // One that is not told may have been slower.
  const isSure = asked.measure !== 'service' || answer.keys.every((one) => one.value !== null);
  const lead = isFirst && isSure && first.value !== null ? first : undefined;
  const value = lead?.value ?? total.value;
  const { p95 = 0 } = lead ?? total;
  if (asked.measure === 'service') {
    const seconds = { half: formatCount(value, language), most: formatCount(p95, language), when };
    return lead
      ? t('answers.service_by', { ...seconds, name: parts.nameOf(lead.key) })
      : t('answers.service', { ...seconds, who });
  }
  const change = changeOf(parts, value, lead ? lead.before : answer.before?.value, t);
  const sentence = lead
    ? t(`answers.${asked.measure}_by`, {
        ...{ when, total: formatCount(total.value, language), name: parts.nameOf(lead.key) },
        n: formatCount(value, language),
      })
    : t(`answers.${asked.measure}`, { who, when, ...counted(value, language) });
  return change === undefined ? sentence : t('answers.change', { sentence, change });
}

/** When it was, in words. */
export function whenOf(
  { asked, today, language, first }: Pick<TitleParts, 'asked' | 'today' | 'language' | 'first'>,
  t: TFunction,
) {
  const { from, to } = datesOf(asked, today);
  // A range that begins before the books do is only as long as they are.
  if (first !== undefined && from < first && first <= to && asked.range.startsWith('last'))
    return t('answers.when_since', { day: formatDay(first, language) });
  if (asked.range !== 'custom') return t(`answers.when_${asked.range}`);
  const format = new Intl.DateTimeFormat(dateLocale(language), { dateStyle: 'medium', timeZone: 'UTC' });
  const day = (date: string) => format.format(new Date(date));
  return from === to
    ? t('answers.when_day', { from: day(from) })
    : t('answers.when_custom', { from: day(from), to: day(to) });
}

/** What a range is held against: the text's key and its days. `time`: as a name alone, without grammar around it. */
export function thanOf(asked: Asked, today: string, form: 'than' | 'time'): [string, { days: number }] {
  const days = daysOf(datesOf(asked, today));
  return [`answers.${form}${days === 1 ? 'Day' : days === 7 ? 'Week' : 'Days'}`, { days }];
}

function changeOf(
  { asked, today, language }: TitleParts,
  value: number,
  before: number | null | undefined,
  t: TFunction,
): string | undefined {
  if (!before) return undefined;
  const share = (value - before) / before;
  const than = t(...thanOf(asked, today, 'than'));
  if (Math.abs(share) < smallChange) return t('answers.same', { than });
  return t(share > 0 ? 'answers.more' : 'answers.less', {
    ...{ than, share: formatShare(Math.abs(share), language) },
  });
}
