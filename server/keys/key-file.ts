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
import { isDeepStrictEqual } from 'node:util';
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
  /** Absent in a file from before there were vouchers, until a server has opened its ledger. */
  voucher: Type.Optional(Type.Object({ id: Type.String(), key: Secret })),
});

/**
 * The server's secrets: the key of the pseudonyms (ledger.md, card), the pair for sealed boxes (mqtt.md,
 * sealKey) and the key that signs vouchers. Whoever loses them loses every card's history and every printed voucher, so
 * they belong into the backup, and nowhere else.
 */
export type Keys = Static<typeof KeyFile>;

/** What signs vouchers. */
export type VoucherKey = NonNullable<Keys['voucher']>;

/** The environment's name for keys that lie in no file; as text they look the same. */
export const keysVariable = 'MASKFLEET_KEYS';

/** Whether the keys come from the environment, where no command changes them. */
export const areGiven = (): boolean => process.env[keysVariable] !== undefined;

/**
 * Reads the keys of a data folder, or makes them at its first use; never where the ledger was written with some
 * already, as new ones would give every card a new history.
 * @throws ServerError KEYS_UNREADABLE
 */
export async function loadKeys(dataDir: string, firstUse = true): Promise<Keys> {
  await sodium.ready;
  if (firstUse && !areGiven() && !existsSync(pathIn(dataDir)))
    saveKeys(dataDir, { ...(await makeKeys(randomBytes)), voucher: makeVoucherKey(randomBytes) });
  return readKeys(dataDir);
}

/** Takes over what a data folder's keys are now: whoever was given these has them too. Tells whether they are others. */
export function followKeys(keys: Keys, dataDir: string): boolean {
  const none = { former: [], ended: [] };
  const now = { ...none, ...readKeys(dataDir) };
  if (isDeepStrictEqual(now, { ...none, ...keys })) return false;
  Object.assign(keys, now);
  return true;
}

/**
 * Puts other keys in the place of a data folder's.
 * @throws ServerError KEYS_UNREADABLE where they come from the environment
 */
export function saveKeys(dataDir: string, keys: Keys): void {
  if (areGiven())
    throw new ServerError('KEYS_UNREADABLE', `the keys come from ${keysVariable}: change them there`);
  writeWhole(dataDir, pathIn(dataDir), JSON.stringify(keys, null, 2));
}

const pathIn = (dataDir: string) => join(dataDir, 'keys.json');

/** The keys of a data folder. @throws ServerError KEYS_UNREADABLE */
export function readKeys(dataDir: string): Keys {
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
  return { ...makeVoucherKey(random), madeAt };
}

/** Gives a data folder's keys one for vouchers beside the others, which stay as they are. The caller sees to it that nobody else does. */
export function addVoucherKey(dataDir: string, keys: Keys): Keys {
  const whole = { ...keys, voucher: makeVoucherKey(randomBytes) };
  saveKeys(dataDir, whole);
  return whole;
}

/** A key that signs vouchers, out of a source of random bytes. */
export function makeVoucherKey(random: (length: number) => Uint8Array): VoucherKey {
  const text = (length: number, encoding: 'hex' | 'base64url') =>
    Buffer.from(random(length)).toString(encoding);
  return { id: text(4, 'hex'), key: text(32, 'base64url') };
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

/** Keys as the library wants them, made once: that costs more than hashing with them. */
const readyKeys = new WeakMap<object, KeyObject>();

/** HMAC-SHA256 under a key of pseudonyms, the present one where none is named. */
export const keyedHash = (keys: Keys, content: string, by: Secretive = keys.pseudonym): Uint8Array =>
  hmac(by, content);

/** HMAC-SHA256 under the voucher key: with it, and with nothing else, a voucher is made. */
export const voucherHash = (voucher: VoucherKey, content: string): Uint8Array => hmac(voucher, content);

interface Secretive {
  readonly key: string;
}

function hmac(named: Secretive, content: string): Uint8Array {
  let key = readyKeys.get(named);
  if (key === undefined) {
    key = createSecretKey(named.key, 'base64url');
    readyKeys.set(named, key);
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
