import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import { importList } from '../../../server/lists/import.ts';
import { createListStore } from '../../../server/lists/list-store.ts';
import { dayMs, origin, tapped } from '../../support/ledger-bench.ts';
import { scanned, voucherDesk, voucherPolicy } from '../../support/voucher-desk.ts';

describe('a voucher gives nothing', () => {
  it('of another product', async () => {
    const desk = await voucherDesk();
    const text = desk.one({ product: 'child' });
    const machine = desk.machine('konak');
    expect(machine.ask({ cards: [scanned(text)] })).toMatchObject({
      ...{ reason: 'not-eligible', message: expect.stringContaining('not for this product') },
    });
    expect(machine.ask({ product: 'child', cards: [scanned(text)] })).toMatchObject({ verdict: 'grant' });
  });

  it('before its time, and its text tells when that begins', async () => {
    const desk = await voucherDesk();
    const validFrom = instantOf(origin + 2 * dayMs);
    const text = desk.one({ validFrom });
    const machine = desk.machine('konak');
    const early = machine.ask({ cards: [scanned(text)] }, origin + 2 * dayMs - 1);
    expect(early).toMatchObject({
      reason: 'not-your-day',
      message: 'This voucher begins Fri 22 May 12:00. Come back then.',
    });
    // A scanned one is told no instant by its field (mqtt.md, authorize); a tapped one is.
    expect(early).not.toHaveProperty('nextAt');
    const byTap = { ...scanned(text), entry: 'tap' } as const;
    expect(machine.ask({ cards: [byTap] })).toMatchObject({ reason: 'not-your-day', nextAt: validFrom });
    expect(machine.ask({ cards: [scanned(text)] }, origin + 2 * dayMs)).toMatchObject({ verdict: 'grant' });
  });

  it('before its time with the date of somebody else’s number beside it', async () => {
    const desk = await voucherDesk();
    const text = desk.one({ validFrom: instantOf(origin + 2 * dayMs) });
    const machine = desk.machine('konak');
    machine.ask();
    const typed = { ...tapped('10000000146'), entry: 'typed' } as const;
    expect(machine.ask({ cards: [scanned(text), typed] })).toMatchObject({
      ...{ reason: 'not-your-day', message: 'This voucher is not good yet. Its dates are printed on it.' },
    });
  });

  it('from its end on', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const batch = desk.make();
    const end = Date.parse(batch.validUntil);
    expect(machine.ask({ cards: [scanned(desk.textOf(batch.id, 1))] }, end - 1)).toMatchObject({
      verdict: 'grant',
    });
    expect(machine.ask({ cards: [scanned(desk.textOf(batch.id, 2))] }, end)).toMatchObject({
      ...{ reason: 'expired', message: 'This voucher has expired.' },
    });
  });

  it('once its batch is withdrawn; what was given stays', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const batch = desk.make();
    const [first, second] = [desk.textOf(batch.id, 1), desk.textOf(batch.id, 2)];
    machine.ask({ cards: [scanned(first)] });
    const withdrawn = desk.ledger.withdrawVouchers(batch.id, 'a box was stolen', desk.given);
    expect(withdrawn).toMatchObject({
      done: true,
      batch: { withdrawnBy: 'ayse', reason: 'a box was stolen' },
    });
    expect(desk.ledger.withdrawVouchers(batch.id, 'again', desk.given)).toEqual({
      done: false,
      code: 'BATCH_WITHDRAWN',
    });
    expect(machine.ask({ cards: [scanned(second)] })).toMatchObject({
      ...{ reason: 'blocked', message: expect.stringContaining('no longer good') },
    });
    expect(desk.tally(batch)).toMatchObject({ redeemed: 1 });
  });

  it('where this ledger knows no such batch, or not so many of it', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const { id } = desk.make({ count: 3 });
    for (const text of [desk.textOf('00000000'), desk.textOf(id, 4), desk.textOf(id, 0)])
      expect(machine.ask({ cards: [scanned(text)] })).toMatchObject({ reason: 'not-eligible' });
    expect(machine.ask({ cards: [scanned(desk.textOf(id, 3))] })).toMatchObject({ verdict: 'grant' });
  });
});

describe('what the policy says of vouchers', () => {
  it('are its hours, its blocked lists and its most cards at once, and neither its limits, its turns nor who is let in', async () => {
    const desk = await voucherDesk({
      ...voucherPolicy,
      ...{ cards: 1, eligible: ['campaign'], blocked: ['lost'] },
      turns: { by: 'lastDigit', times: [{ days: ['monday'], digits: [1] }], without: 'none' },
      opening: { hours: [{ days: ['wednesday'], from: '09:00', to: '18:00' }] },
    });
    const machine = desk.machine('konak');
    const batch = desk.make({ items: 7 });
    const text = desk.textOf(batch.id, 1);
    // Seven packs are more than the policy gives a card; noon on a Wednesday, no Monday.
    expect(machine.ask({ qty: 7, cards: [scanned(text)] })).toMatchObject({ verdict: 'grant', qty: 7 });
    const second = desk.textOf(batch.id, 2);
    expect(machine.ask({ cards: [scanned(second)] }, origin + 7 * 3_600_000)).toMatchObject({
      reason: 'closed',
    });
    expect(machine.ask({ cards: [scanned(second), tapped('10000000146')] })).toMatchObject({
      reason: 'too-many',
    });
    await importList(createListStore(desk.db), desk.keys, one(second), {
      ...{ name: 'lost', scheme: 'voucher', nowMs: origin, tell: () => {}, note: () => {} },
    });
    expect(machine.ask({ cards: [scanned(second)] })).toMatchObject({ reason: 'blocked' });
  });
});

async function* one(text: string) {
  yield { number: 1, fields: [text] };
}

describe('a batch', () => {
  it('is made once, however often it is asked for, and is written down', async () => {
    const desk = await voucherDesk();
    const order = desk.orderOf({ items: 2, count: 100_000 });
    const first = desk.ledger.makeVouchers(order, desk.given);
    expect(first).toMatchObject({
      done: true,
      batch: { masks: 10, count: 100_000, madeBy: 'ayse', withdrawnAt: null },
    });
    const again = { ...order, id: order.id.toUpperCase() };
    expect(desk.ledger.makeVouchers(again, { ...desk.given, actor: 'mehmet', nowMs: origin + 1 })).toEqual(
      first,
    );
    expect(desk.ledger.makeVouchers({ ...order, count: 5 }, desk.given)).toEqual({
      done: false,
      code: 'BATCH_DIFFERS',
    });
    expect(desk.ledger.voucherBatches(origin).batches).toHaveLength(1);
    expect(desk.rows('SELECT actor, action, detail FROM audit')).toEqual([
      { actor: 'ayse', action: 'vouchers-made', detail: expect.stringContaining('"count":100000') },
    ]);
  });

  it.each([
    ['PRODUCT_UNKNOWN', { product: 'cake' }],
    ['RANGE_INVALID', { validFrom: instantOf(origin + dayMs), validUntil: instantOf(origin + dayMs) }],
    ['MOMENT_INVALID', { validFrom: 'soon' }],
    ['BATCH_OVER', { validFrom: instantOf(origin - dayMs), validUntil: instantOf(origin) }],
  ])('that cannot be is refused: %s', async (code, change) => {
    const desk = await voucherDesk();
    expect(desk.ledger.makeVouchers(desk.orderOf(change), desk.given)).toEqual({ done: false, code });
    expect(desk.rows('SELECT 1 FROM audit')).toEqual([]);
  });

  it('is counted portion by portion, however many were used', async () => {
    const desk = await voucherDesk();
    const batch = desk.make({ count: 100_000, items: 2 });
    const note = desk.db.prepare('INSERT INTO vouchers (card, batch, serial, let_go) VALUES (?, ?, ?, ?)');
    for (let serial = 1; serial <= 2_500; serial++)
      note.run(Buffer.from(randomUUID()), batch.id, serial, serial % 2 === 0 ? 10 : 5);
    const first = desk.ledger.voucherTally(batch.id, batch.masks, 0);
    expect(first).toEqual({ redeemed: 1_000, partly: 1_000, reached: 2_000 });
    const rest = desk.ledger.voucherTally(batch.id, batch.masks, 2_000);
    expect(rest).toEqual({ redeemed: 250, partly: 250, reached: undefined });
  });
});
