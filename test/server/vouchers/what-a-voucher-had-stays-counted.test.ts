import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makePseudonymKey } from '../../../server/keys/key-file.ts';
import { begunAnew, rotated, without } from '../../../server/keys/key-ring.ts';
import { pseudonymOf } from '../../../server/keys/pseudonyms.ts';
import { createErasure } from '../../../server/privacy/erase.ts';
import { whatIf } from '../../../server/whatif/what-if.ts';
import { cards, dayMs, origin, tapped } from '../../support/ledger-bench.ts';
import {
  scanned,
  type VoucherDesk,
  vendWith,
  voucherDesk,
  voucherPolicy,
} from '../../support/voucher-desk.ts';

const year = 365 * dayMs;
const validUntil = new Date(origin + 2 * year).toISOString();

/** A desk of which a voucher for four packs was used for two: more than any rule gives a card. */
async function halfUsed() {
  const desk = await voucherDesk();
  const machine = desk.machine('konak');
  const batch = desk.make({ items: 4, validUntil });
  const text = desk.textOf(batch.id);
  const txn = randomUUID();
  machine.ask({ txn, qty: 2, cards: [scanned(text)] });
  machine.send(vendWith(desk, machine, text, { txn, requested: 2 }));
  return { ...desk, asking: machine, batch, text };
}

function purge({ ledger }: VoucherDesk, nowMs: number): number {
  let sum = 0;
  for (;;) {
    const { charges } = ledger.purge({ requests: 0, boxes: 0, charges: 1 }, nowMs);
    sum += charges;
    if (charges === 0) return sum;
  }
}

const cardOf = ({ keys }: VoucherDesk, text: string) =>
  Buffer.from(pseudonymOf(keys, 'voucher', text)?.card ?? []);

describe('a voucher of which a charge is let go', () => {
  it('when its time is over has no more than before, in its batch’s own time too', async () => {
    const desk = await halfUsed();
    expect(purge(desk, origin + year)).toBe(1);
    expect(desk.rows('SELECT 1 FROM usage WHERE card = ?', cardOf(desk, desk.text))).toEqual([]);
    expect(desk.tally(desk.batch)).toMatchObject({ redeemed: 0, partly: 1 });
    const txn = randomUUID();
    const asked = { txn, qty: 4, cards: [scanned(desk.text)] };
    expect(desk.asking.ask(asked, origin + year + 1)).toMatchObject({ verdict: 'grant', qty: 2 });
    desk.asking.send(vendWith(desk, desk.asking, desk.text, { txn, requested: 2 }), origin + year + 2);
    expect(purge(desk, origin + year + 100 * dayMs)).toBe(1);
    expect(desk.asking.ask({ cards: [scanned(desk.text)] }, origin + year + 101 * dayMs).reason).toBe(
      'quota',
    );
    expect(desk.tally(desk.batch)).toMatchObject({ redeemed: 1, partly: 0 });
    expect(await desk.breaches()).toEqual([]);
  });

  it('as its holder asked is named by nothing that it got, and has no more than before', async () => {
    const desk = await halfUsed();
    const card = cardOf(desk, desk.text);
    const erased = createErasure(desk.db, randomBytes)([card], Number.POSITIVE_INFINITY, () => {});
    expect(erased).toMatchObject({ charges: 1, boxes: 1, requests: 1, open: 0 });
    expect(desk.rows('SELECT 1 FROM usage WHERE card = ?', card)).toEqual([]);
    // It is in the one row that says that it was used, and not where or when.
    expect(desk.rows('SELECT batch, serial, let_go FROM vouchers WHERE card = ?', card)).toEqual([
      { batch: desk.batch.id, serial: 1, let_go: 10 },
    ]);
    expect(desk.asking.ask({ qty: 4, cards: [scanned(desk.text)] })).toMatchObject({ qty: 2 });
    expect(await desk.breaches()).toEqual([]);
    // What was erased and then grew old is let go of once.
    desk.asking.send(desk.asking.write({ type: 'mark' }));
    purge(desk, origin + year);
    expect(desk.asking.ask({ cards: [scanned(desk.text)] }, origin + year).reason).toBe('quota');
    expect(await desk.breaches()).toEqual([]);
  });

  it('keeps what it was given again when it is erased', async () => {
    const desk = await halfUsed();
    const pseudonym = pseudonymOf(desk.keys, 'voucher', desk.text);
    if (pseudonym === undefined) throw new Error('no voucher');
    const order = {
      id: randomUUID(),
      scheme: 'voucher',
      product: 'adult',
      items: 1,
      appeal: 'not-received',
    } as const;
    desk.ledger.allowCard(pseudonym, { ...order, grants: [], reason: 'a jam' }, desk.given);
    createErasure(desk.db, randomBytes)([pseudonym.card], Number.POSITIVE_INFINITY, () => {});
    expect(desk.asking.ask({ qty: 9, cards: [scanned(desk.text)] })).toMatchObject({ qty: 3 });
    expect(desk.asking.ask({ cards: [scanned(desk.text)] }).reason).toBe('quota');
  });
});

describe('a voucher, whatever becomes of the keys of cards', () => {
  const fresh = () => makePseudonymKey(randomBytes, new Date(origin).toISOString());

  it('is good for what is left, and then for nothing: after a rotation, without the key before it, in another campaign', async () => {
    const desk = await halfUsed();
    const ask = () => desk.asking.ask({ qty: 9, cards: [scanned(desk.text)] });
    const change = (next: (keys: typeof desk.keys) => typeof desk.keys) =>
      Object.assign(desk.keys, next(desk.keys));
    change((keys) => rotated(keys, fresh()));
    expect(ask()).toMatchObject({ verdict: 'grant', qty: 2 });
    change((keys) => without(keys, keys.former?.[0]?.id ?? ''));
    expect(ask().reason).toBe('quota');
    change((keys) => begunAnew(keys, fresh()));
    expect(ask().reason).toBe('quota');
    expect(desk.rows('SELECT DISTINCT key_id AS id FROM usage')).toEqual([{ id: desk.keys.voucher?.id }]);
    expect(await desk.breaches()).toEqual([]);
  });
});

describe('a voucher that a cut-off machine gave for', () => {
  it('is charged when the journal comes, and its batch shows it as used', async () => {
    const desk = await voucherDesk();
    const batch = desk.make();
    const text = desk.textOf(batch.id);
    const machine = desk.machine('konak');
    machine.send(vendWith(desk, machine, text, { authority: 'offline' }));
    expect(desk.usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
    expect(desk.tally(batch)).toMatchObject({ redeemed: 1 });
    expect(desk.machine('bornova').ask({ cards: [scanned(text)] }).reason).toBe('quota');
  });

  it('that was used elsewhere owes it, and is never good again', async () => {
    const desk = await voucherDesk();
    const text = desk.one();
    const [konak, bornova] = [desk.machine('konak'), desk.machine('bornova')];
    konak.ask({ cards: [scanned(text)] });
    bornova.send(vendWith(desk, bornova, text, { authority: 'offline' }));
    expect(desk.usage().map(({ kind, pieces }) => [kind, pieces])).toEqual([
      ['reserved', 5],
      ['debt', 5],
    ]);
    expect(konak.ask({ cards: [scanned(text)] }, origin + 20 * dayMs).reason).toBe('quota');
    const report = desk.ledger.offlineReport({ from: '2020-05-20', to: '2020-05-20' }, origin);
    expect(report).toMatchObject({
      report: { cards: [{ rule: `voucher.${text.split('-')[1]}`, limit: 5, given: 10, over: 5, debt: 5 }] },
    });
    // Nothing was granted beyond a limit; that a machine gave without a rule is what the bound is about.
    expect(await desk.breaches()).toEqual(['I3']);
  });

  it('for another product, or with a text that nobody signed, owes all of it', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const text = desk.one();
    machine.send(vendWith(desk, machine, text, { authority: 'offline', product: 'child' }));
    machine.send(vendWith(desk, machine, `${text.slice(0, -1)}!`, { authority: 'offline' }));
    expect(desk.usage().map(({ kind, pieces }) => [kind, pieces])).toEqual([
      ['debt', 2],
      ['debt', 5],
    ]);
    expect(desk.rows('SELECT serial FROM vouchers')).toEqual([{ serial: 1 }]);
  });

  it('and more fell than was held for it owes the rest', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const text = desk.one();
    const txn = randomUUID();
    machine.ask({ txn, cards: [scanned(text)] });
    machine.send(vendWith(desk, machine, text, { txn, dispensed: 2 }));
    expect(desk.usage().map(({ kind, pieces }) => [kind, pieces])).toEqual([
      ['settled', 5],
      ['debt', 5],
    ]);
    expect(desk.alarms()).toContain('vend-over');
  });
});

describe('what another policy would have done', () => {
  it('leaves what was asked with vouchers as it was, and counts the cards beside them', async () => {
    const desk = await voucherDesk();
    const machine = desk.machine('konak');
    const batch = desk.make();
    machine.ask({ cards: [scanned(desk.textOf(batch.id, 1))] });
    machine.ask({ cards: [scanned(desk.textOf(batch.id, 1))] }, origin + 1);
    machine.ask({ qty: 2, cards: [scanned(desk.textOf(batch.id, 2)), tapped(cards[0])] }, origin + 2);
    machine.ask({ cards: [tapped(cards[0])] }, origin + 3);
    const tried = whatIf(desk.db, {
      ...{ document: voucherPolicy, minCards: 1, fromMs: 0, toMs: origin + dayMs },
    });
    expect(tried).toMatchObject({
      total: {
        happened: { granted: 2, refused: 2, masks: 15 },
        would: { granted: 2, refused: 2, masks: 15 },
      },
      assumed: { vouchers: 3 },
    });
  });
});
