import { hash } from 'node:crypto';
import { cardName } from '../../protocol/identity/card.ts';
import type { KnownNumber } from './known-cards.ts';

/** The bytes that a number leaves where it is written down in one way. */
export interface Pattern {
  readonly encoding: string;
  readonly bytes: Buffer;
}

const algorithms = ['sha1', 'sha256', 'md5'] as const;

/**
 * Every way in which a number could be written down without a key: as text, UTF-16, hex and base64, and its digests in
 * the same ways. `scheme:id` needs no texts of its own: wherever it stands, the id stands; its digests are others.
 */
export function patternsOf({ scheme, id, said }: KnownNumber): Pattern[] {
  const texts = [...new Set([id, id.toLowerCase(), said])];
  const hashed = new Set([...texts, cardName(scheme, id), cardName(scheme, said)]);
  const raw = scheme === 'uid' ? rawUid(id) : [];
  // A letter and its capital leave the same base64 where the bits in which they differ are cut off.
  const clear = new Map(texts.flatMap(inTheClear).map((one) => [one.bytes.toString('latin1'), one]));
  return [...clear.values(), ...[...hashed].flatMap(digestsOf), ...raw];
}

function inTheClear(text: string): Pattern[] {
  const bytes = Buffer.from(text);
  // Little and big end first differ by a zero at one end: what stands between is looked for.
  const wide = Buffer.from(text, 'utf16le').subarray(0, -1);
  return [
    { encoding: 'text', bytes },
    { encoding: 'UTF-16', bytes: wide },
    ...hexOf('hex', bytes),
    ...[0, 1, 2].flatMap((alignment) => base64Of(`base64 at ${alignment}`, bytes, alignment)),
  ];
}

function digestsOf(text: string): Pattern[] {
  return algorithms.flatMap((algorithm) => {
    const bytes = hash(algorithm, text, 'buffer');
    const [hex, base64] = [hexOf(`${algorithm} in hex`, bytes), base64Of(`${algorithm} in base64`, bytes, 0)];
    return [{ encoding: algorithm, bytes }, ...hex, ...base64];
  });
}

function hexOf(encoding: string, bytes: Buffer): Pattern[] {
  const hex = bytes.toString('hex');
  return different(encoding, hex, hex.toUpperCase());
}

/** What stays the same of the bytes' base64 behind so many others, whatever these and those that follow are. */
function base64Of(encoding: string, bytes: Buffer, alignment: number): Pattern[] {
  const text = Buffer.concat([Buffer.alloc(alignment), bytes]).toString('base64');
  const stable = text.slice(Math.ceil((alignment * 8) / 6), Math.floor(((alignment + bytes.length) * 8) / 6));
  const inAddresses = stable.replaceAll('+', '-').replaceAll('/', '_');
  return different(encoding, stable, inAddresses);
}

/** Digits alone are the same in capitals, and most base64 is the same for addresses. */
const different = (encoding: string, ...texts: [string, string]): Pattern[] =>
  [...new Set(texts)].map((text) => ({ encoding, bytes: Buffer.from(text) }));

/** As a reader sends it, and the other way round. Four bytes are left out: some hundred megabytes hold any four by chance. */
function rawUid(id: string): Pattern[] {
  const bytes = Buffer.from(id, 'hex');
  if (bytes.length < 7 || bytes.length * 2 !== id.length) return [];
  return [bytes, Buffer.from(bytes).reverse()].map((one) => ({ encoding: 'bytes', bytes: one }));
}
