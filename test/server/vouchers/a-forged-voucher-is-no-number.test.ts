import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeVoucherKey } from '../../../server/keys/key-file.ts';
import { pseudonymOf } from '../../../server/keys/pseudonyms.ts';
import { groupedText, makeBatchId, readVoucher, voucherText } from '../../../server/vouchers/text.ts';
import { origin } from '../../support/ledger-bench.ts';
import { scanned, voucherDesk } from '../../support/voucher-desk.ts';

const key = makeVoucherKey(randomBytes);
const name = { batch: makeBatchId(randomBytes), serial: 1234 };
const text = voucherText(key, name);
const plain = text.replaceAll('-', '');

describe('the text of a voucher', () => {
  it('is short, of letters that a QR code holds tightly, and the same each time', () => {
    expect(text).toMatch(/^MV1-[0-9A-Z]{8}-001234-[0-9A-Z]{16}$/);
    expect(text).not.toMatch(/[ILOU].*-/);
    expect(voucherText(key, name)).toBe(text);
    expect(groupedText(text).replaceAll('-', '')).toBe(plain);
    expect(groupedText(text)).toMatch(/^MV1-\w{4}-\w{4}-001234(-\w{4}){4}$/);
  });

  it('names its voucher to whoever has the key, and to nobody else', () => {
    expect(readVoucher(key, plain)).toEqual(name);
    expect(readVoucher(makeVoucherKey(randomBytes), plain)).toBeUndefined();
    expect(readVoucher(undefined, plain)).toBeUndefined();
  });

  it('with any one character changed, left out or added is none', () => {
    for (let at = 0; at < plain.length; at++) {
      const other = plain[at] === '7' ? '8' : '7';
      expect(
        readVoucher(key, plain.slice(0, at) + other + plain.slice(at + 1)),
        `changed at ${at}`,
      ).toBeUndefined();
      expect(readVoucher(key, plain.slice(0, at) + plain.slice(at + 1)), `left out at ${at}`).toBeUndefined();
      expect(readVoucher(key, `${plain.slice(0, at)}7${plain.slice(at)}`), `added at ${at}`).toBeUndefined();
    }
  });

  it('of 1,000 vouchers is 1,000 texts, none of which tells another', () => {
    const tags = new Set(
      Array.from({ length: 1_000 }, (_, at) => voucherText(key, { ...name, serial: at + 1 }).slice(-16)),
    );
    expect(tags.size).toBe(1_000);
  });
});

describe('a voucher that was not signed here', () => {
  it('is no number, whatever it looks like, and leaves nothing in the books', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const good = desk.one();
    const forged = [text, good.replace(/.$/, (last) => (last === '7' ? '8' : '7')), 'SUMMER2020', 'MV1'];
    for (const id of forged) {
      expect(machine.ask({ cards: [scanned(id)] })).toMatchObject({
        ...{ verdict: 'refuse', reason: 'bad-id', message: 'Voucher not read. Try again.' },
      });
      expect(pseudonymOf(desk.keys, 'voucher', id)).toBeUndefined();
    }
    expect(desk.rows('SELECT 1 FROM usage UNION ALL SELECT 1 FROM vouchers')).toEqual([]);
    // Somebody else, a while after that.
    expect(machine.ask({ cards: [scanned(good)] }, origin + 3_600_000)).toMatchObject({ verdict: 'grant' });
  });

  it('counts with other people’s numbers: who tries one after the other finds them closed', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const good = desk.one();
    const reasons: unknown[] = [];
    for (let at = 0; at < 8; at++) {
      const id = voucherText(key, { ...name, serial: at + 1 });
      reasons.push(
        machine.ask({ cards: [{ ...scanned(id), entry: 'typed' }] }, Date.now() + at * 20_000).reason,
      );
    }
    expect(reasons.slice(0, 4)).toEqual(['bad-id', 'bad-id', 'bad-id', 'bad-id']);
    expect(reasons.at(-1)).toBe('closed');
    const nowMs = Date.now() + 8 * 20_000;
    expect(machine.ask({ cards: [{ ...scanned(good), entry: 'typed' }] }, nowMs).reason).toBe('closed');
    expect(desk.alarms()).toContain('numbers-misused');
  });
});
