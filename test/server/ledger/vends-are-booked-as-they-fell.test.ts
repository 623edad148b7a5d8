import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

type Raw = { seq: number } & Record<string, unknown>;

async function deskOf(...[policy]: Parameters<typeof ledgerBench>) {
  const bench = await ledgerBench(policy);
  const izmir = bench.machine('izmir-1');
  const rowOf = (txn: string) =>
    bench.rows<Record<string, unknown>>(
      'SELECT state, slot, product, items, authority, started_at, dispensed, ended_at, late, policy FROM transactions WHERE txn = ?',
      txn,
    )[0];
  const vends = () =>
    bench.rows<Record<string, unknown>>(
      'SELECT txn, items, pieces, requested, authority, assumed, late, took_ms AS tookMs FROM vends ORDER BY id',
    );
  const numbered = (entry: unknown, seq: number, change: object = {}) =>
    ({ ...(entry as object), seq, ...change }) as Raw;
  return { ...bench, izmir, rowOf, vends, numbered };
}

describe('a vend', () => {
  it('that was granted is settled with its times, and tells how long it took', async () => {
    const { izmir, rowOf, vends } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    const [started] = izmir.vend(txn);
    izmir.send([started as Raw], origin + 2_000);
    expect(rowOf(txn)).toMatchObject({ state: 'reserved', started_at: origin + 2_000 });
    const [, completed] = izmir.vend(txn);
    izmir.send([{ ...completed, seq: 2 } as Raw], origin + 6_500);
    expect(rowOf(txn)).toEqual({
      ...{ state: 'settled', slot: 0, product: 'adult', items: 1, authority: 'online', policy: 1 },
      ...{ started_at: origin + 2_000, dispensed: 1, ended_at: origin + 6_500, late: 0 },
    });
    expect(vends()).toEqual([
      {
        ...{ txn, items: 1, pieces: 5, requested: 1, authority: 'online', assumed: 0, late: 0 },
        tookMs: 6_500,
      },
    ]);
  });

  it('whose count was assumed says so, and leaves the dispenser’s own count alone', async () => {
    const { izmir, vends, rows, numbered } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    const [started, completed] = izmir.vend(txn);
    izmir.send([started as Raw, numbered(completed, 2, { assumed: true })]);
    expect(vends()).toMatchObject([{ items: 1, assumed: 1, tookMs: null }]);
    expect(rows('SELECT dispensed FROM slots')).toEqual([{ dispensed: 0 }]);
  });

  it('of which a part fell gives the rest back', async () => {
    const { izmir, usage } = await deskOf({ ...defaultPolicy, rules: [limitOf(20)] });
    const txn = randomUUID();
    izmir.ask({ txn, qty: 3 });
    izmir.send(izmir.vend(txn, { requested: 3, dispensed: 2 }));
    expect(usage()).toEqual([{ at: origin, pieces: 10, kind: 'settled' }]);
  });

  it('without a network is booked as such and in time; one that says it was granted, and was not, is late', async () => {
    const { izmir, rowOf, alarmTexts } = await deskOf();
    const [offline, online] = [randomUUID(), randomUUID()];
    izmir.send(izmir.vend(offline, { authority: 'offline' }));
    expect(rowOf(offline)).toMatchObject({ state: 'settled', authority: 'offline', late: 0, policy: 1 });
    expect(alarmTexts()).toEqual([]);
    izmir.send(izmir.vend(online, { card: cards[1] }));
    expect(rowOf(online)).toMatchObject({ state: 'settled', authority: 'online', late: 1 });
    expect(alarmTexts()).toEqual([
      `vend-late: txn ${online} fell after its reservation had ended, or without one`,
    ]);
  });

  it('that begins without a network after its grant was cancelled is late all the same', async () => {
    const { izmir, rowOf, numbered } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.write({ type: 'vend.cancelled', txn, reason: 'timeout' }));
    const [started] = izmir.vend(txn, { authority: 'offline' });
    izmir.send([numbered(started, 2)], origin + 10);
    expect(rowOf(txn)).toMatchObject({ state: 'open', late: 1, authority: 'offline' });
  });

  it('that is said to begin again, open or ended, holds nothing twice', async () => {
    const { izmir, usage, rowOf, numbered } = await deskOf({ ...defaultPolicy, rules: [limitOf(20)] });
    const txn = randomUUID();
    const [started, completed] = izmir.vend(txn, { authority: 'offline' });
    izmir.send([started as Raw, numbered(started, 2)]);
    expect(usage()).toEqual([{ at: origin, pieces: 5, kind: 'reserved' }]);
    izmir.send([numbered(completed, 3), numbered(started, 4)]);
    expect(rowOf(txn)).toMatchObject({ state: 'settled', dispensed: 1 });
    expect(usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
  });

  it('of which only the end is told is booked, late, with an alarm that no card is known', async () => {
    const { izmir, rowOf, vends, alarmTexts, numbered } = await deskOf();
    const txn = randomUUID();
    const [, completed] = izmir.vend(txn);
    izmir.send([numbered(completed, 1)]);
    expect(rowOf(txn)).toMatchObject({ state: 'settled', dispensed: 1, late: 1, authority: 'online' });
    expect(vends()).toMatchObject([{ txn, late: 1, authority: 'online', tookMs: null }]);
    expect(alarmTexts()).toEqual([
      `vend-late: txn ${txn} fell after its reservation had ended, or without one`,
      `vend-without-card: txn ${txn}: 5 masks fell and no card is known`,
    ]);
  });

  it.each([
    ['another count', { dispensed: 0 }],
    ['another slot', { slot: 1 }],
    ['another product', { product: 'child' }],
  ])('that ends again with %s raises an alarm and changes nothing', async (_, change) => {
    const { izmir, rowOf, vends, alarmTexts, numbered } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    const [started, completed] = izmir.vend(txn);
    izmir.send([started as Raw, completed as Raw, numbered(completed, 3)]);
    const before = [rowOf(txn), vends()];
    expect(alarmTexts()).toEqual([]);
    izmir.send([numbered(completed, 4, change)]);
    expect(alarmTexts()).toEqual([`vend-twice: txn ${txn} completed again with another result`]);
    expect([rowOf(txn), vends()]).toEqual(before);
  });

  it('that ended cannot be cancelled, and an alarm says who tried', async () => {
    const { izmir, rowOf, usage, alarmTexts } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.vend(txn));
    izmir.send(izmir.write({ type: 'vend.cancelled', txn, reason: 'timeout' }));
    expect(rowOf(txn)).toMatchObject({ state: 'settled' });
    expect(usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
    expect(alarmTexts()).toEqual([`vend-twice: txn ${txn} was cancelled after it had completed`]);
  });

  it('that fell beyond its grant says by how much', async () => {
    const { izmir, alarmTexts } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.vend(txn, { requested: 1, dispensed: 3 }));
    expect(alarmTexts()).toEqual([`vend-over: txn ${txn}: 10 masks fell beyond what was held for it`]);
  });
});

describe('what fell after a cancellation', () => {
  it.each([
    [2, [5, 5]],
    [1, [5]],
    [4, [5, 15]],
  ])('is shared by the cards of its boxes: of %i items %j masks', async (dispensed, charged) => {
    const { izmir, seal, rows, numbered } = await deskOf({ ...defaultPolicy, rules: [limitOf(50)] });
    const txn = randomUUID();
    const [started, completed] = izmir.vend(txn, { requested: 2, dispensed });
    const boxes = cards.slice(0, 2).map((card) => ({ ...seal(`tckn:${card}`), qty: 1 }));
    const cancelled = { ...completed, type: 'vend.cancelled', txn, reason: 'power' };
    izmir.send([numbered(started, 1, { cards: boxes }), numbered(cancelled, 2), numbered(completed, 3)]);
    expect(rows('SELECT pieces FROM usage ORDER BY id')).toEqual(charged.map((pieces) => ({ pieces })));
  });
});

describe('a box', () => {
  it('that does not open is told when the vend begins, and those beside it are charged', async () => {
    const { izmir, seal, usage, alarmTexts, numbered } = await deskOf();
    const txn = randomUUID();
    const [started] = izmir.vend(txn, { authority: 'offline', requested: 2 });
    const spoilt = { key: 'other', box: 'AAAA', qty: 1 };
    izmir.send([numbered(started, 1, { cards: [spoilt, { ...seal(`tckn:${cards[0]}`), qty: 1 }] })]);
    expect(alarmTexts()).toEqual([`vend-without-card: txn ${txn}: a sealed card could not be opened`]);
    expect(usage()).toEqual([{ at: origin, pieces: 5, kind: 'reserved' }]);
  });

  it('that opens raises no alarm', async () => {
    const { izmir, alarmTexts } = await deskOf();
    izmir.send([izmir.vend(randomUUID(), { authority: 'offline' })[0] as Raw]);
    expect(alarmTexts()).toEqual([]);
  });
});

describe('without any policy', () => {
  it('what fell is booked item by item, against the card, with an alarm', async () => {
    const { izmir, rowOf, rows, alarmTexts } = await deskOf(null);
    const txn = randomUUID();
    izmir.send(izmir.vend(txn, { authority: 'offline', requested: 2, dispensed: 3 }));
    expect(rowOf(txn)).toMatchObject({ state: 'settled', policy: null, dispensed: 3 });
    expect(rows('SELECT pieces, kind, policy FROM usage ORDER BY id')).toEqual([
      { pieces: 2, kind: 'settled', policy: 0 },
      { pieces: 1, kind: 'debt', policy: 0 },
    ]);
    const unknown = 'product-unknown: product adult is in no policy: an item is one mask';
    expect(alarmTexts()).toEqual([
      unknown,
      unknown,
      `vend-over: txn ${txn}: 1 masks fell beyond what was held for it`,
    ]);
  });

  it('no alarm is raised for a product that an earlier policy knew', async () => {
    const { izmir, ledger, alarmTexts, vends } = await deskOf();
    const [only] = defaultPolicy.products;
    ledger.adoptPolicy({ ...defaultPolicy, products: [{ ...only, id: 'new', pieces: 2 } as never] }, origin);
    izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
    expect(vends()).toMatchObject([{ pieces: 5 }]);
    expect(alarmTexts()).toEqual([]);
  });
});

describe('a reservation of a dead grant', () => {
  it('is released with its instant, and what it held can be had again', async () => {
    const { izmir, rowOf, usage } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.wait(60_001);
    izmir.send(izmir.write({ type: 'mark' }), origin + dayMs);
    expect(rowOf(txn)).toMatchObject({ state: 'released', ended_at: origin + dayMs });
    expect(usage()).toEqual([]);
    expect(izmir.ask({ cards: [tapped(cards[0])] }, origin + dayMs)).toMatchObject({ verdict: 'grant' });
  });
});

function limitOf(limit: number) {
  return { id: 'much', products: ['adult'], limit, window: { rolling: { days: 7 } } };
}
