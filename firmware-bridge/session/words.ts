import type { Language } from '../../protocol/display/catalogue.ts';
import { cutToBytes, displayText, displayWhen } from '../../protocol/display/text.ts';
import { maxDisplayBytes } from '../../protocol/serial/constants.ts';
import type { Shown } from './states.ts';

/** Between the balances of several products. */
const separator = ' · ';

/** What goes on the display: several parts as one text, cut to what it takes. `when` values are instants. */
export function shownText(shown: readonly Shown[], language: Language, timeZone: string): string {
  const parts = shown.map((one) => {
    if ('text' in one) return one.text;
    const { when, ...values } = one.values ?? {};
    const said = typeof when === 'string' ? { when: displayWhen(Date.parse(when), language, timeZone) } : {};
    return displayText(one.key, language, { ...values, ...said });
  });
  return cutToBytes(parts.join(separator), maxDisplayBytes);
}
