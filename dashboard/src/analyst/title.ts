import type { TFunction } from 'i18next';
import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';
import { counted, dateLocale, formatCount, formatShare } from '../i18n/format.ts';
import { type Asked, datesOf, daysOf } from './question.ts';

/** What the answer's title is made from. */
export interface TitleParts {
  readonly asked: Asked;
  readonly answer: AnalyticsAnswer;
  readonly today: string;
  readonly language: string;
  /** The words for a key of the answer's split. */
  readonly nameOf: (key: string) => string;
  /** The one place or product that the filters leave, if there is one. */
  readonly only: string | undefined;
}

/** A change that is smaller than this share is none to speak of. */
const smallChange = 0.005;

/** The answer in one sentence: who, how many, when, and against the time before. */
export function titleOf(parts: TitleParts, t: TFunction): string {
  const sentence = sentenceOf(parts, t);
  // "bugün …" at the beginning; the Turkish i keeps its dot.
  return sentence.charAt(0).toLocaleUpperCase(parts.language) + sentence.slice(1);
}

function sentenceOf(parts: TitleParts, t: TFunction): string {
  const { asked, answer, language } = parts;
  const when = whenOf(parts, t);
  const who = parts.only ?? t('answers.theCity');
  const { total } = answer;
  const [first, second] = answer.keys;
  if (total === null || total.value === 0 || first === undefined)
    return t(`answers.${asked.measure}_nothing`, { who, when });
  // Where several are alike none of them is the first.
  const leads = asked.by !== 'none' && !(first.value === second?.value && first.p95 === second.p95);
  if (asked.measure === 'service') {
    const { value, p95 = 0 } = leads ? first : total;
    const seconds = { half: formatCount(value, language), most: formatCount(p95, language), when };
    return leads
      ? t('answers.service_by', { ...seconds, name: parts.nameOf(first.key) })
      : t('answers.service', { ...seconds, who });
  }
  if (leads)
    return t(`answers.${asked.measure}_by`, {
      ...{ when, total: formatCount(total.value, language), name: parts.nameOf(first.key) },
      n: formatCount(first.value, language),
    });
  const change = changeOf(parts, t);
  const sentence = t(`answers.${asked.measure}`, { who, when, ...counted(total.value, language) });
  return change === undefined ? sentence : t('answers.change', { sentence, change });
}

/** When it was, in words. */
export function whenOf(
  { asked, today, language }: Pick<TitleParts, 'asked' | 'today' | 'language'>,
  t: TFunction,
) {
  const { from, to } = datesOf(asked, today);
  if (asked.range !== 'custom') return t(`answers.when_${asked.range}`);
  const format = new Intl.DateTimeFormat(dateLocale(language), { dateStyle: 'medium', timeZone: 'UTC' });
  const day = (date: string) => format.format(new Date(date));
  return from === to
    ? t('answers.when_day', { from: day(from) })
    : t('answers.when_custom', { from: day(from), to: day(to) });
}

function changeOf({ answer, asked, today, language }: TitleParts, t: TFunction): string | undefined {
  const { total, before } = answer;
  if (total === null || before === null || before.value === 0) return undefined;
  const share = (total.value - before.value) / before.value;
  const days = daysOf(datesOf(asked, today));
  const than =
    days === 1 ? t('answers.thanDay') : days === 7 ? t('answers.thanWeek') : t('answers.thanDays', { days });
  if (Math.abs(share) < smallChange) return t('answers.same', { than });
  return t(share > 0 ? 'answers.more' : 'answers.less', {
    ...{ than, share: formatShare(Math.abs(share), language) },
  });
}
