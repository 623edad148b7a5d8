import { timingSafeEqual } from 'node:crypto';
import { ServerError } from '../errors.ts';
import { type Keys, type VoucherKey, voucherHash } from '../keys/key-file.ts';

/** Which voucher of which batch; nothing of it is secret. */
export interface VoucherName {
  /** The batch's public id. */
  readonly batch: string;
  /** From 1 to the batch's count. */
  readonly serial: number;
}

/** Crockford's base 32: no letter that is read as a figure or as another letter, and all of it in a QR code's alphanumeric mode. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bitsEach = 5;
/** A batch's id: 40 random bits. */
const batchBytes = 5;
/** 80 bits of the HMAC: a thousand machines that each take 60 guesses a minute hit one of a million vouchers in 40,000 years. */
const tagBytes = 10;
const serialDigits = 6;

const batchPattern = `[${alphabet}]{${(batchBytes * 8) / bitsEach}}`;
/** Without the hyphens, as cards are normalised (ledger.md, Words). */
const shape = new RegExp(
  `^MV1(${batchPattern})(\\d{${serialDigits}})([${alphabet}]{${(tagBytes * 8) / bitsEach}})$`,
);

/** A new batch's id out of a source of random bytes. */
export const makeBatchId = (random: (length: number) => Uint8Array): string => base32(random(batchBytes));

/** A voucher's text, as it stands in its QR code: secret like a card's number. It can be made again at any time, so it is kept nowhere. */
export function voucherText(key: VoucherKey, { batch, serial }: VoucherName): string {
  const name = `MV1-${batch}-${String(serial).padStart(serialDigits, '0')}`;
  return `${name}-${base32(tagOf(key, name))}`;
}

/** Writes vouchers of a server's keys. @throws ServerError KEYS_UNREADABLE where they sign none. */
export function voucherTextOf({ voucher: key }: Keys): (voucher: VoucherName) => string {
  if (key === undefined)
    throw new ServerError('KEYS_UNREADABLE', 'the keys sign no vouchers yet: start the server once');
  return (voucher) => voucherText(key, voucher);
}

/** The voucher that a normalised text names; undefined where it was not signed with this key. The comparison takes as long whatever is wrong. */
export function readVoucher(key: VoucherKey | undefined, normalised: string): VoucherName | undefined {
  const [, batch, digits, tag] = shape.exec(normalised) ?? [];
  if (key === undefined || batch === undefined || digits === undefined || tag === undefined) return undefined;
  const wanted = base32(tagOf(key, `MV1-${batch}-${digits}`));
  return timingSafeEqual(Buffer.from(tag), Buffer.from(wanted))
    ? { batch, serial: Number(digits) }
    : undefined;
}

/** The same text in groups that people can read out and type; hyphens and spaces mean nothing. */
export function groupedText(text: string): string {
  const [version, batch = '', serial, tag = ''] = text.split('-');
  return [version, ...fours(batch), serial, ...fours(tag)].join('-');
}

const fours = (text: string): string[] => text.match(/.{4}/g) ?? [];

const tagOf = (key: VoucherKey, name: string): Uint8Array =>
  voucherHash(key, `voucher:${name}`).subarray(0, tagBytes);

/** Whole groups of five bytes, as eight characters each. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let rest = 0;
  let bits = 0;
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    bits += 8;
    while (bits >= bitsEach) {
      bits -= bitsEach;
      text += alphabet[(rest >> bits) & 31];
    }
    rest &= (1 << bits) - 1;
  }
  return text;
}
