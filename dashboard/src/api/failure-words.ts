import type { TFunction } from 'i18next';
import { failureTexts } from './failure-texts.ts';
import { ApiFailure } from './fetch-json.ts';

type Known = keyof typeof failureTexts.en;
const isKnown = (code: string): code is Known =>
  /^[A-Z_]+$/.test(code) && Object.hasOwn(failureTexts.en, code);

/** What a code of the server means, in the reader's words; the code itself where a newer server has another. */
export function codeWords(t: TFunction, code: string, seconds?: number): string {
  return isKnown(code) ? t(`failures.${code}`, { seconds }) : t('failures.other', { code });
}

/** What went wrong, in the reader's words: never the server's own, which are English. */
export function failureWords(t: TFunction, error: Error): string {
  if (!(error instanceof ApiFailure)) return t('failures.noAnswer');
  return codeWords(t, error.code, error.retryAfterS);
}
