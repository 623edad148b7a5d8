/** A card, and the only form in which mqtt.md lets its number into a journal: a sealed box. */
import { createHmac, randomBytes } from 'node:crypto';
import sodium from 'libsodium-wrappers';

await sodium.ready;

const PADDED_SIZE = 96;

export interface Card {
  scheme: string;
  id: string;
  entry: string;
}

/** ledger.md, card: "Normalised: ASCII upper case, no spaces or hyphens". */
function cardName(card: Card): string {
  const normalised = card.id.replace(/[\s-]/g, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return `${card.scheme}:${normalised}`;
}

/** mqtt.md, box: "padded with zero bytes to 96, in a libsodium sealed box …, base64url". */
export function sealCard(card: Card, publicKey: string): string {
  const name = Buffer.from(cardName(card), 'utf8');
  if (name.length > PADDED_SIZE) throw new Error('the card does not fit into a box');
  const padded = Buffer.concat([name], PADDED_SIZE);
  const box = sodium.crypto_box_seal(padded, Buffer.from(publicKey, 'base64url'));
  return Buffer.from(box).toString('base64url');
}

const ownKey = randomBytes(32);

/** mqtt.md, offline: "Cards are told apart by 20 bits of an HMAC with a key of the machine's own". */
export function offlineTag(card: Card): number {
  return createHmac('sha256', ownKey).update(cardName(card)).digest().readUIntBE(0, 3) >>> 4;
}
