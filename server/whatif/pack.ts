import { type Entry, entries, type Scheme, schemes } from '../../protocol/serial/constants.ts';

/** A card of a request as it is kept: never its number. `card`: its pseudonym, undefined where the id was bad. */
export interface KeptCard {
  readonly scheme: Scheme;
  readonly entry: Entry;
  readonly card: Uint8Array | undefined;
}

/** Bytes of a pseudonym (ledger.md, card: HMAC-SHA256). */
const length = 32;
/** Before each: scheme and way in, as the serial line numbers them, and whether a pseudonym follows. */
const head = 3;

/** Packs cards into as few bytes as can be read again: a row is written for each request. */
export function packCards(cards: readonly KeptCard[]): Uint8Array {
  const size = cards.reduce((sum, { card }) => sum + head + (card === undefined ? 0 : length), 0);
  const packed = Buffer.alloc(size);
  let at = 0;
  for (const { scheme, entry, card } of cards) {
    packed[at++] = schemes.indexOf(scheme);
    packed[at++] = entries.indexOf(entry);
    packed[at++] = card === undefined ? 0 : 1;
    if (card === undefined) continue;
    packed.set(card, at);
    at += length;
  }
  return packed;
}

/** The cards that {@link packCards} was given. @throws TypeError what it never makes. */
export function unpackCards(packed: Uint8Array): KeptCard[] {
  const cards: KeptCard[] = [];
  let at = 0;
  while (at < packed.length) {
    const [scheme, entry] = [schemes[packed[at] ?? -1], entries[packed[at + 1] ?? -1]];
    const size = packed[at + 2] === 1 ? length : 0;
    at += head;
    if (scheme === undefined || entry === undefined || at + size > packed.length)
      throw new TypeError('the cards of a kept request cannot be read');
    cards.push({ scheme, entry, card: size === 0 ? undefined : packed.subarray(at, at + size) });
    at += size;
  }
  return cards;
}
