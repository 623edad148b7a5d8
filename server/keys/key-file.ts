import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';

/** Bytes in base64url. */
const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

const KeyFile = Type.Object({
  pseudonym: Type.Object({ id: Type.String(), key: Secret }),
  seal: Type.Object({ id: Type.String(), publicKey: Secret, privateKey: Secret }),
});

/**
 * The server's secrets: the key of the pseudonyms (ledger.md, card) and the pair for sealed boxes (mqtt.md,
 * sealKey). Whoever loses them loses every card's history, so they belong into the backup, and nowhere else.
 */
export type Keys = Static<typeof KeyFile>;

/**
 * Reads the keys of a data folder, or makes them at its first use; never where the ledger was written with some
 * already, as new ones would give every card a new history.
 * @throws ServerError KEYS_UNREADABLE
 */
export async function loadKeys(dataDir: string, firstUse = true): Promise<Keys> {
  const path = join(dataDir, 'keys.json');
  await sodium.ready;
  if (firstUse && !existsSync(path))
    writeWhole(dataDir, path, JSON.stringify(await makeKeys(randomBytes), null, 2));
  try {
    const keys: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Check(KeyFile, keys)) throw new TypeError('it does not hold the keys that it should');
    return keys;
  } catch (error) {
    const message = `the keys in ${path} cannot be read (${messageOf(error)}): restore the file from the backup`;
    throw new ServerError('KEYS_UNREADABLE', message);
  }
}

/** Fresh keys out of a source of random bytes. */
export async function makeKeys(random: (length: number) => Uint8Array): Promise<Keys> {
  await sodium.ready;
  const pair = sodium.crypto_box_seed_keypair(random(sodium.crypto_box_SEEDBYTES));
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const name = () => Buffer.from(random(4)).toString('hex');
  return {
    pseudonym: { id: name(), key: text(random(32)) },
    seal: { id: name(), publicKey: text(pair.publicKey), privateKey: text(pair.privateKey) },
  };
}

/** Which keys these are, without anything of them that is secret. */
export function namesOf({ pseudonym, seal }: Keys): string {
  return `${pseudonym.id} ${seal.id}`;
}

function writeWhole(folder: string, path: string, content: string): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
  // The name too must outlast a power cut: the ledger is written with these keys from now on.
  const names = openSync(folder, 'r');
  fsyncSync(names);
  closeSync(names);
}

/** The pseudonym key as the library wants it, made once: that costs more than hashing with it. */
const readyKeys = new WeakMap<Keys, KeyObject>();

/** HMAC-SHA256 under the pseudonym key. */
export function keyedHash(keys: Keys, content: string): Uint8Array {
  let key = readyKeys.get(keys);
  if (key === undefined) {
    key = createSecretKey(keys.pseudonym.key, 'base64url');
    readyKeys.set(keys, key);
  }
  return createHmac('sha256', key).update(content).digest();
}

/** Opens a sealed box (crypto_box_seal) that was made for our key; undefined where it does not open. */
export function openBox(keys: Keys, key: string, box: string): string | undefined {
  if (key !== keys.seal.id) return undefined;
  try {
    const pair = [keys.seal.publicKey, keys.seal.privateKey].map((text) => Buffer.from(text, 'base64url'));
    const opened = sodium.crypto_box_seal_open(
      Buffer.from(box, 'base64url'),
      pair[0] as Buffer,
      pair[1] as Buffer,
    );
    return Buffer.from(opened).toString('utf8').replace(/\0+$/, '');
  } catch {
    return undefined;
  }
}

/** Seals a text for our own key: kept, and not readable without the key file. */
export function sealText(keys: Keys, content: string): string {
  const publicKey = Buffer.from(keys.seal.publicKey, 'base64url');
  return Buffer.from(sodium.crypto_box_seal(content, publicKey)).toString('base64url');
}
