import type { TFunction } from 'i18next';
import { counted } from '../i18n/format.ts';

/** A difference to the ledger in words: a bare sign is misread in the sun. */
export function differenceWords(difference: number | null, t: TFunction, language: string): string {
  if (difference === null) return t('visit.noBooks');
  if (difference === 0) return t('visit.asBooksSay');
  return t(difference < 0 ? 'visit.fewer' : 'visit.morePacks', counted(Math.abs(difference), language));
}
