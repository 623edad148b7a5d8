import sodium from 'libsodium-wrappers';

/** Every box has this length inside, so that it does not tell how long an id is (mqtt.md, journal). */
export const paddedBytes = 96;

/** Seals a card's name (`scheme:id`) for the server's key. */
export type Seal = (cardName: string, publicKey: string) => string;

/** Resolves when libsodium is ready; the seal itself needs no waiting. */
export async function createSeal(): Promise<Seal> {
  await sodium.ready;
  return (cardName, publicKey) => {
    const padded = Buffer.alloc(paddedBytes);
    padded.write(cardName, 'utf8');
    const box = sodium.crypto_box_seal(padded, Buffer.from(publicKey, 'base64url'));
    padded.fill(0);
    return Buffer.from(box).toString('base64url');
  };
}
