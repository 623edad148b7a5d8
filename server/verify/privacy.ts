import { normaliseCard } from '../../protocol/identity/card.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import type { Db } from '../store/open.ts';
import { createFinding, type Finding } from './finding.ts';

/** Schemes whose numbers can be told from other text by their own check digits. */
const checkable: readonly Scheme[] = ['tckn', 'twid', 'nric'];
/** A whole word as long as such a number. */
const word = /(?<![A-Za-z0-9_-])[A-Z]?\d{7,11}[A-Z]?(?![A-Za-z0-9_-])/gi;
/** The texts that came from outside or were written by people. */
const texts = [
  ['entries', 'body'],
  ['alarms', 'detail'],
  ['audit', 'detail'],
  ['machine_reports', 'state'],
  ['commands', 'args'],
  ['visits', 'note'],
] as const;

/**
 * I6: no card number stands in the ledger. Nobody can look for a number that nobody knows, so what is looked for is
 * anything that has the check digits of one; numbers without check digits cannot be told from others.
 */
export function verifyPrivacy(db: Db): Finding {
  const finding = createFinding('I6', 'no card number in the ledger');
  for (const [table, column] of texts) {
    const rows = db.prepare<[], string | null>(`SELECT ${column} FROM ${table}`).pluck();
    for (const text of rows.iterate()) {
      finding.looked('texts');
      const words = stringsOf(text ?? '').flatMap((one) => one.match(word) ?? []);
      if (words.some((one) => checkable.some((scheme) => normaliseCard(scheme, one) !== undefined)))
        finding.breach(`${table}.${column} holds what looks like a card number`);
    }
  }
  return finding.found();
}

/** What people or machines wrote: a number of JSON is a count or a time, and a sealed box is random text. */
function stringsOf(text: string): string[] {
  const found: string[] = [];
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (typeof value === 'string' && key !== 'box') found.push(value);
      return value;
    });
  } catch {
    return [text];
  }
  return found;
}
