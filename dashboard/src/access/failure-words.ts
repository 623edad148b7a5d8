import type { TFunction } from 'i18next';
import { ApiFailure } from '../api/fetch-json.ts';
import { accessTexts } from './texts.ts';

type Known = keyof typeof accessTexts.en;
const isKnown = (code: string): code is Known => /^[A-Z_]+$/.test(code) && code in accessTexts.en;

/** What went wrong, in the reader's words. */
export function failureWords(t: TFunction, error: Error): string {
  if (!(error instanceof ApiFailure)) return t('access.noAnswer');
  const { code, message, retryAfterS: seconds } = error;
  return isKnown(code) ? t(`access.${code}`, { seconds }) : t('access.otherFailure', { message, code });
}
