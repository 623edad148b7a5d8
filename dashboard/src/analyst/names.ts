import type { TFunction } from 'i18next';
import type { AnalyticsChoices, SplitBy } from '../../../protocol/http/analytics.ts';
import { refusalReasons } from '../../../protocol/mqtt/messages/decision.ts';
import { isLanguage } from '../i18n/languages.ts';

/** One thing that can be chosen: its name in questions, and the words for it. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Names are Turkish whatever the reader speaks, and are put in the order of the Turkish alphabet. */
const collator = new Intl.Collator('tr', { numeric: true });

/** What each filter offers, in alphabetical order. */
export function offersOf(choices: AnalyticsChoices, t: TFunction, language: string) {
  const sorted = (all: Choice[]) => all.sort((a, b) => collator.compare(a.label, b.label));
  const districts = [...new Set(choices.machines.map(({ district }) => district))].filter(Boolean);
  return {
    districts: sorted(districts.map((value) => ({ value, label: value }))),
    machines: sorted(choices.machines.map(({ id, name }) => ({ value: id, label: name }))),
    products: sorted(
      choices.products.map(({ product, name }) => ({
        value: product,
        label: isLanguage(language) ? name[language] : product,
      })),
    ),
    reasons: sorted(refusalReasons.map((value) => ({ value, label: t(`reasons.${value}`) }))),
  };
}
export type Offers = ReturnType<typeof offersOf>;

/** The words for a row's key. */
export function nameOf(key: string, by: SplitBy, offers: Offers, t: TFunction): string {
  if (key === '' && by === 'product') return t('analyst.unknownProduct');
  if (key === '') return t('analyst.noDistrict');
  if (by === 'none') return key;
  const from = {
    district: offers.districts,
    machine: offers.machines,
    product: offers.products,
    reason: offers.reasons,
  };
  return from[by].find(({ value }) => value === key)?.label ?? key;
}
