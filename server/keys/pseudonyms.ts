import { hash } from 'node:crypto';
import { cardName, normaliseCard } from '../../protocol/identity/card.ts';
import { factsOf } from '../../protocol/identity/facts.ts';
import type { SealedCard } from '../../protocol/mqtt/entries.ts';
import type { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import { type Scheme, schemes } from '../../protocol/serial/constants.ts';
import type { Ask, AskedCard } from '../ledger/ask.ts';
import type { SealedUse } from '../ledger/settle.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';
import { readVoucher, type VoucherName } from '../vouchers/text.ts';
import { type Keys, keyedHash, openBox } from './key-file.ts';

/**
 * Turns an authorize's cards into pseudonyms, and its content into a keyed hash; from here on nobody holds a
 * number. Undefined where the same card stands twice (mqtt.md: 1 to 5 different cards).
 */
export function pseudonymise(
  keys: Keys,
  request: Authorize,
): Pick<Ask, 'cards' | 'asked' | 'askedBefore'> | undefined {
  const names = request.cards.map(({ scheme, id }) => {
    const normal = normaliseCard(scheme, id);
    const voucher = voucherOf(keys, scheme, normal);
    // A bad id is told from another one only for "the same question again"; it never becomes a card.
    return normal === undefined || (scheme === 'voucher' && voucher === undefined)
      ? { good: false, name: `bad-id:${scheme}:${id}`, facts: {} }
      : { good: true, name: cardName(scheme, normal), facts: factsOf(scheme, normal), voucher };
  });
  if (new Set(names.map(({ name }) => name)).size < names.length) return undefined;
  const hidden = names.map(({ name, voucher }) => hiddenBy(keys, name, voucher));
  const cards = request.cards.map(({ scheme, entry }, at): AskedCard => {
    const { good = false, facts = {}, name = '', voucher } = names[at] ?? {};
    if (!good) return { scheme, entry, facts, pseudonym: undefined };
    const near = entry === 'tap' ? undefined : nearOf(keys, name);
    return { scheme, entry, facts, near, voucher, pseudonym: hidden[at] };
  });
  // Of pseudonyms, so it needs no key of its own.
  const askedWith = (hashes: readonly Uint8Array[]) => {
    const texts = hashes.map((one) => Buffer.from(one).toString('hex'));
    return hash('sha256', JSON.stringify([texts, request.slot, request.product, request.qty]), 'buffer');
  };
  const asked = askedWith(hidden.map(({ card }) => card));
  const former = keys.former ?? [];
  if (former.length === 0) return { cards, asked };
  const askedBefore = former.map((_, at) =>
    askedWith(hidden.map(({ card, before }) => before?.[at] ?? card)),
  );
  return { cards, asked, askedBefore };
}

/**
 * A name under the present key and, while there are any, those of before. A voucher's under the key that signed it: it is good
 * once, whatever becomes of the keys of cards.
 */
function hiddenBy(keys: Keys, name: string, voucher?: VoucherName): Pseudonym {
  if (voucher !== undefined && keys.voucher !== undefined)
    return { card: keyedHash(keys, name, keys.voucher), keyId: keys.voucher.id };
  const present = { card: keyedHash(keys, name), keyId: keys.pseudonym.id };
  const { former = [] } = keys;
  return former.length === 0
    ? present
    : { ...present, before: former.map((key) => keyedHash(keys, name, key)) };
}

/** Which voucher a number is, where it is one of ours; its signature is looked at before anything else of it. */
const voucherOf = (keys: Keys, scheme: Scheme, normal: string | undefined) =>
  scheme === 'voucher' && normal !== undefined ? readVoucher(keys.voucher, normal) : undefined;

/** The pseudonym of one number that staff were told; undefined where it is none of its scheme. */
export function pseudonymOf(keys: Keys, scheme: Scheme, number: string): Pseudonym | undefined {
  const normal = normaliseCard(scheme, number);
  if (normal === undefined) return undefined;
  const voucher = voucherOf(keys, scheme, normal);
  if (scheme === 'voucher' && voucher === undefined) return undefined;
  return hiddenBy(keys, cardName(scheme, normal), voucher);
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
    const voucher = voucherOf(keys, scheme, normal);
    const pseudonym = hiddenBy(keys, cardName(scheme, normal), voucher);
    return [{ scheme, facts: factsOf(scheme, normal), pseudonym, voucher, qty }];
  });
}
