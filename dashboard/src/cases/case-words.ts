import type { TFunction } from 'i18next';
import type { ClaimCase } from '../../../protocol/http/cases.ts';
import { counted, formatCount } from '../i18n/format.ts';

/** What is known for and against a claim, a sentence each; what says nothing is left out. */
export function evidenceWords({ evidence }: ClaimCase, t: TFunction, language: string): string[] {
  const { ended, fell, requested, afterSeconds, troubles, otherClaims, cardClaims } = evidence;
  const n = (value: number) => formatCount(value, language);
  return [
    ...(ended ? [t('cases.fellOf', { fell: n(fell), requested: n(requested) })] : []),
    ...(ended ? [t('cases.after', { n: n(afterSeconds) })] : []),
    ...(troubles > 0 ? [t('cases.troubles', counted(troubles, language))] : []),
    ...(otherClaims > 0 ? [t('cases.others', counted(otherClaims, language))] : []),
    ...(cardClaims > 0 ? [t('cases.before', counted(cardClaims, language))] : []),
  ];
}
