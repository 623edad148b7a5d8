import type { Scheme } from '../serial/constants.ts';
import { schemeRules } from './check-digits.ts';

/**
 * The one form of an id that is keyed and sealed: ASCII upper case, without spaces and hyphens (ledger.md, Words).
 * Undefined is `bad-id`: other characters, or a check digit that does not fit.
 */
export function normaliseCard(scheme: Scheme, id: string): string | undefined {
  // Anything but printable ASCII is refused before upper case is taken: 'ı' and 'ß' would become letters.
  if (!/^[\x20-\x7e]+$/.test(id)) return undefined;
  const normal = id.replace(/[ -]/g, '').toUpperCase();
  return normal !== '' && schemeRules[scheme](normal) ? normal : undefined;
}

/** What is put into the HMAC and the sealed box: scheme, colon, normalised id (ledger.md; mqtt.md, journal). */
export function cardName(scheme: Scheme, normalisedId: string): string {
  return `${scheme}:${normalisedId}`;
}

/** The scheme that a {@link cardName} begins with. */
export const schemeOf = (name: string): string => name.slice(0, name.indexOf(':'));
