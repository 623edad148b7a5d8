import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
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

const PseudonymKey = Type.Object({
  id: Type.String(),
  key: Secret,
  madeAt: Type.Optional(Type.String()),
});

const KeyFile = Type.Object({
  pseudonym: PseudonymKey,
  /** Those before it that cards are still looked up under, the newest first. */
  former: Type.Optional(Type.Array(PseudonymKey)),
  /** Names of those that were destroyed. */
  ended: Type.Optional(Type.Array(Type.String())),
  seal: Type.Object({ id: Type.String(), publicKey: Secret, privateKey: Secret }),
});

/**
 * The server's secrets: the keys of the pseudonyms (ledger.md, card) and the pair for sealed boxes (mqtt.md,
 * sealKey). Whoever loses them loses every card's history, so they belong into the backup, and nowhere else.
 */
export type Keys = Static<typeof KeyFile>;

/** The environment's name for keys that lie in no file; as text they look the same. */
export const keysVariable = 'MASKFLEET_KEYS';

/**
 * Reads the keys of a data folder, or makes them at its first use; never where the ledger was written with some
 * already, as new ones would give every card a new history.
 * @throws ServerError KEYS_UNREADABLE
 */
export async function loadKeys(dataDir: string, firstUse = true): Promise<Keys> {
  await sodium.ready;
  if (firstUse && process.env[keysVariable] === undefined && !existsSync(pathIn(dataDir)))
    saveKeys(dataDir, await makeKeys(randomBytes));
  return readKeys(dataDir);
}

/** Takes over what a data folder's keys are now: whoever was given these has them too. Tells whether they are others. */
export function followKeys(keys: Keys, dataDir: string): boolean {
  const now = readKeys(dataDir);
  if (JSON.stringify(now) === JSON.stringify(keys)) return false;
  Object.assign(keys, { former: [], ended: [] }, now);
  return true;
}

/**
 * Puts other keys in the place of a data folder's.
 * @throws ServerError KEYS_UNREADABLE where they come from the environment
 */
export function saveKeys(dataDir: string, keys: Keys): void {
  if (process.env[keysVariable] !== undefined)
    throw new ServerError('KEYS_UNREADABLE', `the keys come from ${keysVariable}: change them there`);
  writeWhole(dataDir, pathIn(dataDir), JSON.stringify(keys, null, 2));
}

const pathIn = (dataDir: string) => join(dataDir, 'keys.json');

function readKeys(dataDir: string): Keys {
  const path = pathIn(dataDir);
  const given = process.env[keysVariable];
  const where = given === undefined ? path : `the environment's ${keysVariable}`;
  try {
    const keys: unknown = JSON.parse(given ?? readPrivate(path));
    if (!Check(KeyFile, keys)) throw new TypeError('it does not hold the keys that it should');
    return keys;
  } catch (error) {
    // What a parser says of a text can repeat it, and this one is secret.
    const why = error instanceof SyntaxError ? 'it is no JSON' : messageOf(error);
    const remedy = given === undefined ? ': restore the file from the backup' : '';
    throw new ServerError('KEYS_UNREADABLE', `the keys in ${where} cannot be read (${why})${remedy}`);
  }
}

function readPrivate(path: string): string {
  const others = statSync(path).mode & 0o077;
  if (others !== 0) throw new TypeError(`other users of this machine may read it: chmod 600 ${path}`);
  return readFileSync(path, 'utf8');
}

/** A fresh key of pseudonyms. */
export function makePseudonymKey(random: (length: number) => Uint8Array, madeAt: string): Keys['pseudonym'] {
  return {
    id: Buffer.from(random(4)).toString('hex'),
    key: Buffer.from(random(32)).toString('base64url'),
    madeAt,
  };
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

/** Each key as the library wants it, made once: that costs more than hashing with it. */
const readyKeys = new WeakMap<Keys['pseudonym'], KeyObject>();

/** HMAC-SHA256 under a key of pseudonyms, the present one where none is named. */
export function keyedHash(keys: Keys, content: string, by = keys.pseudonym): Uint8Array {
  let key = readyKeys.get(by);
  if (key === undefined) {
    key = createSecretKey(by.key, 'base64url');
    readyKeys.set(by, key);
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
