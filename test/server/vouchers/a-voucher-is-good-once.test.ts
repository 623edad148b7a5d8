import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cards, dayMs, origin, tapped } from '../../support/ledger-bench.ts';
import { scanned, vendWith, voucherDesk } from '../../support/voucher-desk.ts';

describe('a voucher', () => {
  it('gives what its batch says at any machine, once and for all, and the decision tells which batch', async () => {
    const desk = await voucherDesk();
    const [konak, bornova] = [desk.machine('konak'), desk.machine('bornova')];
    const batch = desk.make();
    const text = desk.textOf(batch.id);
    const txn = randomUUID();
    expect(konak.ask({ txn, cards: [scanned(text)] })).toMatchObject({
      verdict: 'grant',
      qty: 1,
      charges: [1],
    });
    expect(desk.ledger.why('konak', txn)?.bearings).toEqual([
      { rule: `voucher.${batch.id}`, card: 1, allowed: 5, used: 0, holds: false },
    ]);
    konak.send(vendWith(desk, konak, text, { txn }));
    for (const atMs of [origin + 1, origin + 29 * dayMs]) {
      const refused = bornova.ask({ cards: [scanned(text)] }, atMs);
      expect(refused).toMatchObject({ verdict: 'refuse', reason: 'quota' });
      expect(refused.message).toBe('This voucher has been used: its masks were given.');
      expect(refused).not.toHaveProperty('nextAt');
    }
    expect(bornova.ask({ cards: [scanned(desk.textOf(batch.id, 2))] })).toMatchObject({ verdict: 'grant' });
    expect(desk.tally(batch)).toEqual({ redeemed: 2, partly: 0, reached: undefined });
    expect(await desk.breaches()).toEqual([]);
  });

  it('is read however its letters are written, and is the same one', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const text = desk.one();
    const written = ` ${text.toLowerCase().replaceAll('-', ' - ')} `;
    expect(machine.ask({ cards: [{ ...scanned(written), entry: 'typed' }] })).toMatchObject({
      verdict: 'grant',
    });
    expect(machine.ask({ cards: [scanned(text.replaceAll('-', ''))] })).toMatchObject({ reason: 'quota' });
  });

  it('for several packs keeps what was not taken, what did not fall, and what was let go', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const batch = desk.make({ items: 3 });
    const text = desk.textOf(batch.id);
    const txn = randomUUID();
    expect(machine.ask({ txn, qty: 2, cards: [scanned(text)] })).toMatchObject({ verdict: 'grant', qty: 2 });
    machine.send(vendWith(desk, machine, text, { txn, requested: 2, dispensed: 1 }));
    expect(desk.tally(batch)).toMatchObject({ redeemed: 0, partly: 1 });
    const cancelled = randomUUID();
    expect(machine.ask({ txn: cancelled, qty: 5, cards: [scanned(text)] })).toMatchObject({ qty: 2 });
    expect(machine.ask({ cards: [scanned(text)] })).toMatchObject({ reason: 'quota' });
    machine.send(machine.write({ type: 'vend.cancelled', txn: cancelled, reason: 'no-decision' }));
    expect(machine.ask({ qty: 5, cards: [scanned(text)] })).toMatchObject({ verdict: 'grant', qty: 2 });
    expect(desk.tally(batch)).toMatchObject({ redeemed: 1, partly: 0 });
    expect(await desk.breaches()).toEqual([]);
  });

  it('among cards pays its own, and no card pays for it', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const text = desk.one({ items: 2 });
    const pool = [tapped(cards[0]), scanned(text), tapped(cards[1])];
    expect(machine.ask({ qty: 3, cards: pool })).toMatchObject({ verdict: 'grant', charges: [1, 2, 0] });
    expect(machine.ask({ cards: [tapped(cards[1])] })).toMatchObject({ verdict: 'grant' });
    expect(machine.ask({ qty: 2, cards: [scanned(text), tapped(cards[2])] })).toMatchObject({
      ...{ verdict: 'grant', charges: [0, 1] },
    });
    expect(await desk.breaches()).toEqual([]);
  });

  it('that twice stands in one question is no two', async () => {
    const desk = await voucherDesk();
    const text = desk.one();
    const twice = [scanned(text), scanned(text.toLowerCase())];
    expect(() => desk.machine('konak').ask({ qty: 2, cards: twice })).toThrow('the same card twice');
  });

  it('is given again what did not come out, as any card', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const batch = desk.make();
    const text = desk.textOf(batch.id);
    const txn = randomUUID();
    machine.ask({ txn, cards: [scanned(text)] });
    machine.send(vendWith(desk, machine, text, { txn }));
    machine.send(machine.write({ type: 'fault.raised', slot: 0, fault: 1 }, { type: 'vend.claimed', txn }));
    expect(desk.ledger.caseList(origin).cases).toMatchObject([{ verdict: 'given', given: 5 }]);
    expect(desk.tally(batch)).toMatchObject({ redeemed: 0, partly: 0 });
    expect(machine.ask({ cards: [scanned(text)] })).toMatchObject({ verdict: 'grant' });
    expect(machine.ask({ cards: [scanned(text)] })).toMatchObject({ reason: 'quota' });
    expect(await desk.breaches()).toEqual([]);
  });
});
