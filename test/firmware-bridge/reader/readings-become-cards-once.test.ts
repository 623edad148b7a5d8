import { describe, expect, it } from 'vitest';
import { createCardOf, type ReaderKind } from '../../../firmware-bridge/reader/card-of.ts';
import { createOnce, sameCardMs } from '../../../firmware-bridge/reader/once.ts';
import { normaliseCard } from '../../../protocol/identity/card.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const kind = (change: Partial<ReaderKind> = {}): ReaderKind => ({
  ...{ scheme: 'uid', byteOrder: 'msb', number: 'hex' },
  ...change,
});
const one = (change: Partial<ReaderKind>, reading: string) => createCardOf(kind(change))(reading);

describe('a UID', () => {
  it.each([
    ['in hex', {}, '04a1b2c3', '04A1B2C3'],
    ['in hex with marks', {}, '04:A1-B2 C3', '04A1B2C3'],
    ['of seven bytes, the last first', { byteOrder: 'lsb' }, '80C4B3A2A15604', '0456A1A2B3C480'],
    ['in decimal', { number: 'decimal' }, '0077705923', '04A1B2C3'],
    ['in decimal, the last byte first', { number: 'decimal', byteOrder: 'lsb' }, '3283263748', '04A1B2C3'],
  ] as const)('%s is the one of the other readers', (_, change, reading, id) => {
    expect(one(change, reading)).toEqual({ scheme: 'uid', id, entry: 'tap' });
    expect(normaliseCard('uid', id)).toBe(id);
  });

  it.each([
    ['with half a byte', {}, '04A'],
    ['of letters', {}, 'WXYZ'],
    ['in decimal of eight digits, which leave a byte out', { number: 'decimal' }, '12345678'],
    ['in decimal beyond four bytes', { number: 'decimal' }, '9999999999'],
    ['of nothing', {}, ' '],
  ] as const)('%s cannot be read', (_, change, reading) => expect(one(change, reading)).toBe('unreadable'));

  it('that is drawn anew at each tap is read, and refused by its rule', () => {
    expect(one({}, '08A1B2C3')).toMatchObject({ id: '08A1B2C3' });
    expect(normaliseCard('uid', '08A1B2C3')).toBeUndefined();
  });
});

describe('what is scanned', () => {
  it.each([
    ['a barcode with its symbology', 'nric', ']A0S1234567D', 'S1234567D'],
    ['an identity card with text behind the number', 'nric', 'S1234567D 2020-05-20 X', 'S1234567D'],
    ['a QR code', 'tckn', ']Q110000000146', '10000000146'],
  ] as const)('%s is a scan', (_, scheme, reading, id) => {
    expect(one({ scheme }, reading)).toEqual({ scheme, id, entry: 'scan' });
  });

  it('too long for a box is not read', () =>
    expect(one({ scheme: 'voucher' }, 'v'.repeat(65))).toBe('unreadable'));

  it('of a passport is read from its lines; another one in between begins anew', () => {
    const cardOf = createCardOf(kind({ scheme: 'mrz' }));
    const [first, second] = [
      'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
      'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
    ] as const;
    expect([cardOf(first), cardOf(second)]).toEqual([
      'more',
      { scheme: 'mrz', id: 'UTOL898902C3', entry: 'scan' },
    ]);
    const card = [
      'I<UTOD231458907<<<<<<<<<<<<<<<',
      '7408122F1204159UTO<<<<<<<<<<<6',
      'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ];
    expect(cardOf(first)).toBe('more');
    expect(card.map(cardOf)).toEqual(['more', 'more', { scheme: 'mrz', id: 'UTOD23145890', entry: 'scan' }]);
    expect([cardOf(first), cardOf(second.replace('L8', 'L9'))]).toEqual(['more', 'unreadable']);
    expect(cardOf('noise')).toBe('unreadable');
  });
});

describe('the same card', () => {
  it('counts once within three seconds of being seen, and again behind them; another one at once', async () => {
    const clock = createVirtualClock();
    const isNew = createOnce(clock);
    expect([isNew('a'), isNew('a'), isNew('b')]).toEqual([true, false, true]);
    // It lies on the reader.
    for (let time = 0; time < 5; time++) {
      await clock.advance(sameCardMs - 1);
      expect(isNew('a')).toBe(false);
    }
    await clock.advance(sameCardMs);
    expect(isNew('a')).toBe(true);
  });
});
