import { hash } from 'node:crypto';
import { cardName, normaliseCard } from '../../protocol/identity/card.ts';
import { factsOf } from '../../protocol/identity/facts.ts';
import type { SealedCard } from '../../protocol/mqtt/entries.ts';
import type { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import { type Scheme, schemes } from '../../protocol/serial/constants.ts';
import type { AskedCard } from '../ledger/ask.ts';
import type { SealedUse } from '../ledger/settle.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';
import { readVoucher } from '../vouchers/text.ts';
import { type Keys, keyedHash, openBox } from './key-file.ts';

/**
 * Turns an authorize's cards into pseudonyms, and its content into a keyed hash; from here on nobody holds a
 * number. Undefined where the same card stands twice (mqtt.md: 1 to 5 different cards).
 */
export function pseudonymise(
  keys: Keys,
  request: Authorize,
): { cards: AskedCard[]; asked: Uint8Array } | undefined {
  const names = request.cards.map(({ scheme, id }) => {
    const normal = normaliseCard(scheme, id);
    const voucher = voucherOf(keys, scheme, normal);
    // A bad id is told from another one only for "the same question again"; it never becomes a card.
    return normal === undefined || (scheme === 'voucher' && voucher === undefined)
      ? { good: false, name: `bad-id:${scheme}:${id}`, facts: {} }
      : { good: true, name: cardName(scheme, normal), facts: factsOf(scheme, normal), voucher };
  });
  if (new Set(names.map(({ name }) => name)).size < names.length) return undefined;
  const hashes = names.map(({ name }) => keyedHash(keys, name));
  const cards = request.cards.map(({ scheme, entry }, at): AskedCard => {
    const card = hashes[at] as Uint8Array;
    const { good = false, facts = {}, name = '', voucher } = names[at] ?? {};
    if (!good) return { scheme, entry, facts, pseudonym: undefined };
    const near = entry === 'tap' ? undefined : nearOf(keys, name);
    return { scheme, entry, facts, near, voucher, pseudonym: { card, keyId: keys.pseudonym.id } };
  });
  const content = [
    hashes.map((hash) => Buffer.from(hash).toString('hex')),
    request.slot,
    request.product,
    request.qty,
  ];
  // Of pseudonyms, so it needs no key of its own.
  return { cards, asked: hash('sha256', JSON.stringify(content), 'buffer') };
}

/** Which voucher a number is, where it is one of ours; its signature is looked at before anything else of it. */
const voucherOf = (keys: Keys, scheme: Scheme, normal: string | undefined) =>
  scheme === 'voucher' && normal !== undefined ? readVoucher(keys.voucher, normal) : undefined;

/** The pseudonym of one number that staff were told; undefined where it is none of its scheme. */
export function pseudonymOf(keys: Keys, scheme: Scheme, number: string): Pseudonym | undefined {
  const normal = normaliseCard(scheme, number);
  if (normal === undefined) return undefined;
  if (scheme === 'voucher' && voucherOf(keys, scheme, normal) === undefined) return undefined;
  return { card: keyedHash(keys, cardName(scheme, normal)), keyId: keys.pseudonym.id };
}

/** Digits at a number's end by which numbers beside each other differ, check digits and all. */
const nearDigits = 4;

/** What numbers beside each other share: a keyed hash of all but their last digits, and half of one is enough to tell. */
const nearOf = (keys: Keys, name: string): string =>
  Buffer.from(keyedHash(keys, `near:${name.slice(0, -nearDigits)}`)).toString('base64url', 0, 16);

/** Opens a vend.started's boxes; one that does not open, or holds no card, is left out. */
export function openSealedCards(keys: Keys, cards: readonly SealedCard[]): SealedUse[] {
  return cards.flatMap(({ key, box, qty }) => {
    const name = openBox(keys, key, box);
    const [schemeName = '', ...rest] = name?.split(':') ?? [];
    const scheme = schemes.find((one) => one === schemeName);
    const normal = scheme && normaliseCard(scheme, rest.join(':'));
    if (scheme === undefined || normal === undefined) return [];
    const pseudonym = { card: keyedHash(keys, cardName(scheme, normal)), keyId: keys.pseudonym.id };
    const voucher = voucherOf(keys, scheme, normal);
    return [{ scheme, facts: factsOf(scheme, normal), pseudonym, voucher, qty }];
  });
}
