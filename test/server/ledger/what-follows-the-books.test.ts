import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MachineState } from '../../../protocol/mqtt/messages/state.ts';
import { createBookmark, createBookReader } from '../../../server/ledger/book-reader.ts';
import { bookedCounter, createCounterStore } from '../../../server/ledger/counter-store.ts';
import { createEntryNames } from '../../../server/ledger/entry-names.ts';
import { createFollowing } from '../../../server/ledger/following.ts';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

type Raw = { seq: number };

describe('the books', () => {
  it('are read in order, from any place, each row as it was booked', async () => {
    const bench = await ledgerBench();
    const izmir = bench.machine('izmir-1');
    const reader = createBookReader(bench.db);
    expect(reader.end()).toEqual({ vends: 0, refusals: 0 });
    const [txn, other, refused] = [randomUUID(), randomUUID(), randomUUID()];
    izmir.ask({ txn });
    izmir.ask({ txn: refused });
    const [started, completed] = izmir.vend(txn);
    izmir.send([started, { ...completed, assumed: true }] as Raw[]);
    izmir.send(izmir.vend(other, { card: cards[1] }), origin + 5);
    expect(reader.vends(0, 10)).toMatchObject([
      { id: 1, txn, assumed: true, late: false, district: 'Konak', machine: 'izmir-1', seq: 2, fault: 0 },
      { id: 2, txn: other, assumed: false, late: true, vendCounter: 101, pieces: 5, items: 1 },
    ]);
    expect(reader.vends(0, 1)).toHaveLength(1);
    expect(reader.vends(1, 10)).toMatchObject([{ id: 2 }]);
    expect(reader.refusals(0, 10)).toEqual([
      {
        ...{ id: 1, machine: 'izmir-1', txn: refused, product: 'adult', reason: 'quota', atMs: origin },
        district: 'Konak',
      },
    ]);
    expect(reader.refusals(1, 10)).toEqual([]);
    expect(reader.end()).toEqual({ vends: 2, refusals: 1 });
    // A machine that was taken out of the fleet keeps its books.
    bench.rows('DELETE FROM machines RETURNING id');
    expect(reader.vends(0, 1)).toMatchObject([{ district: '' }]);
    expect(reader.refusals(0, 1)).toMatchObject([{ district: '' }]);
  });

  it('remember for each reader how far it has come', async () => {
    const { db } = await ledgerBench();
    const mark = createBookmark(db, 'mine');
    expect(mark.read()).toEqual({ vends: 0, refusals: 0 });
    mark.write({ vends: 12, refusals: 7 });
    mark.write({ vends: 13, refusals: 7 });
    expect(createBookmark(db, 'mine').read()).toEqual({ vends: 13, refusals: 7 });
    expect(createBookmark(db, 'another').read()).toEqual({ vends: 0, refusals: 0 });
  });
});

describe('those who follow the books', () => {
  async function followed() {
    const bench = await ledgerBench();
    const izmir = bench.machine('izmir-1');
    const following = createFollowing(bench.db);
    const told: string[] = [];
    following.add((vends, refusals) => {
      told.push(...vends.map(({ id }) => `vend ${id}`), ...refusals.map(({ id }) => `refusal ${id}`));
    });
    return { ...bench, izmir, following, told };
  }

  it('are told of each row once, in order, when somebody asks', async () => {
    const { izmir, following, told } = await followed();
    following.catchUp();
    expect(told).toEqual([]);
    izmir.send(izmir.vend(randomUUID(), { authority: 'offline' }));
    izmir.ask({ cards: [tapped(cards[0])] });
    izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
    following.catchUp();
    expect(told).toEqual(['vend 1', 'vend 2', 'refusal 1']);
    following.catchUp();
    expect(told).toHaveLength(3);
    izmir.ask({ cards: [tapped(cards[0])] });
    following.catchUp();
    expect(told.slice(3)).toEqual(['refusal 2']);
  });

  it('are told by themselves once two thousand rows wait', async () => {
    const { izmir, following, told } = await followed();
    izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
    for (let booked = 1; booked < 2_000; booked++) following.booked();
    expect(told).toEqual([]);
    following.booked();
    expect(told).toEqual(['vend 1']);
    // And begin to count anew.
    izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
    for (let booked = 1; booked < 2_000; booked++) following.booked();
    expect(told).toHaveLength(1);
    following.booked();
    expect(told).toHaveLength(2);
  });

  it('are told of thousands in portions, and none is left out', async () => {
    const { izmir, rows, following, told } = await followed();
    izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
    rows(`WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 4500)
      INSERT INTO vends (machine, txn, epoch, seq, slot, product, at, requested, items, pieces, fault, vend_counter,
        authority, assumed, late)
      SELECT machine, 'txn-' || n.at, epoch, seq, slot, product, vends.at, 1, 1, 5, 0, 1, 'staff', 0, 0 FROM vends, n
      RETURNING id`);
    following.catchUp();
    expect(told).toEqual(Array.from({ length: 4_501 }, (_, at) => `vend ${at + 1}`));
    expect(rows('SELECT COUNT(*) AS n FROM machine_vends')).toEqual([{ n: 4_501 }]);
  });
});

describe('the names of entries', () => {
  it('are found as soon as they are asked for', async () => {
    const { db, machine, rows } = await ledgerBench();
    const izmir = machine('izmir-1');
    const names = createEntryNames(db);
    izmir.send(izmir.write({ type: 'line', up: true }, { type: 'door', open: true }));
    expect(JSON.parse(names.bodyOf('izmir-1', izmir.epoch, 2) ?? '')).toMatchObject({
      type: 'door',
      open: true,
    });
    for (const [id, epoch, seq] of [
      ['izmir-1', izmir.epoch, 3],
      ['izmir-2', izmir.epoch, 1],
      ['izmir-1', randomUUID(), 1],
    ] as const)
      expect(names.bodyOf(id, epoch, seq)).toBeUndefined();
    expect(rows('SELECT seq FROM entry_names ORDER BY seq')).toEqual([{ seq: 1 }, { seq: 2 }]);
    names.catchUp();
    expect(rows('SELECT value FROM settings WHERE name = ?', 'named')).toEqual([{ value: '2' }]);
  });

  it('are given by themselves once four thousand wait', async () => {
    const { db, machine, rows } = await ledgerBench();
    const izmir = machine('izmir-1');
    const names = createEntryNames(db);
    izmir.send(izmir.write({ type: 'line', up: true }));
    const named = () => rows<{ n: number }>('SELECT COUNT(*) AS n FROM entry_names')[0]?.n;
    for (let added = 1; added < 4_000; added++) names.added();
    expect(named()).toBe(0);
    names.added();
    expect(named()).toBe(1);
    izmir.send(izmir.write({ type: 'line', up: false }));
    for (let added = 1; added < 4_000; added++) names.added();
    expect(named()).toBe(1);
    names.added();
    expect(named()).toBe(2);
  });
});

describe('a dispenser’s counters', () => {
  it('are the books’ since their baseline, around the end of their range', () => {
    expect(bookedCounter(100, 7)).toBe(107);
    expect(bookedCounter(2 ** 32 - 1, 1)).toBe(0);
    expect(bookedCounter(2 ** 32 - 1, 5)).toBe(4);
  });

  async function counted() {
    const bench = await ledgerBench();
    const izmir = bench.machine('izmir-1');
    izmir.send(izmir.write({ type: 'dispenser', serialNo: 'd', bootCount: 1, counters: [100, 2 ** 32 - 1] }));
    const stateOf = (change: Partial<MachineState> = {}): MachineState => ({
      ...{
        at: '2020-05-20T09:00:00.000Z',
        serialNo: 'd',
        firmware: '1',
        bootCount: 1,
        line: true,
        locked: false,
      },
      ...{ doorOpen: false, faults: [], desiredVersion: 1 },
      journal: { epoch: izmir.epoch, lastSeq: izmir.seq, acked: izmir.seq, oldest: 1 },
      slots: [slotOf(0, 100), slotOf(1, 2 ** 32 - 1)],
      ...change,
    });
    const slotOf = (slot: number, vendCounter: number) => ({
      ...{ slot, product: 'adult', stock: 0, capacity: 0, vendCounter },
    });
    const store = createCounterStore(bench.db);
    return { ...bench, izmir, stateOf, slotOf, gaps: (state: MachineState) => store.gaps('izmir-1', state) };
  }

  it('agree with the books where they count the same', async () => {
    const { izmir, stateOf, slotOf, gaps } = await counted();
    expect(gaps(stateOf())).toEqual([]);
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.vend(txn));
    expect(gaps(stateOf({ slots: [slotOf(0, 101), slotOf(1, 2 ** 32 - 1)] }))).toEqual([]);
    // An epoch is the same one however it is written.
    const journal = { ...stateOf().journal, epoch: izmir.epoch.toUpperCase() };
    expect(gaps(stateOf({ journal, slots: [slotOf(0, 101)] }))).toEqual([]);
  });

  it('that differ are told slot by slot; a slot that is not reported is left out', async () => {
    const { stateOf, slotOf, gaps } = await counted();
    expect(gaps(stateOf({ slots: [slotOf(1, 3), slotOf(0, 103)] }))).toEqual([
      { slot: 0, counted: 103, booked: 100 },
      { slot: 1, counted: 3, booked: 2 ** 32 - 1 },
    ]);
    expect(gaps(stateOf({ slots: [slotOf(1, 2 ** 32 - 1), slotOf(9, 4)] }))).toEqual([]);
  });

  it('say nothing while the line is down, a journal is not in, or a vend is open', async () => {
    const { izmir, stateOf, gaps } = await counted();
    const { journal } = stateOf();
    expect(gaps(stateOf({ line: false }))).toBeUndefined();
    for (const lastSeq of [izmir.seq - 1, izmir.seq + 1])
      expect(gaps(stateOf({ journal: { ...journal, lastSeq } }))).toBeUndefined();
    expect(gaps(stateOf({ journal: { ...journal, epoch: randomUUID() } }))).toBeUndefined();
    const [online, offline] = [randomUUID(), randomUUID()];
    izmir.ask({ txn: online });
    // Reserved, and the motor has not turned: nothing can have fallen.
    expect(gaps(stateOf())).toEqual([]);
    const [started] = izmir.vend(online);
    izmir.send([started] as Raw[]);
    expect(gaps(stateOf({ journal: { ...journal, lastSeq: 2 } }))).toBeUndefined();
    const [, completed] = izmir.vend(online, { dispensed: 0 });
    izmir.send([{ ...completed, seq: 3 }] as Raw[]);
    expect(gaps(stateOf({ journal: { ...journal, lastSeq: 3 } }))).toEqual([]);
    const [unasked] = izmir.vend(offline, { authority: 'offline', card: cards[1] });
    izmir.send([{ ...unasked, seq: 4 }] as Raw[]);
    expect(gaps(stateOf({ journal: { ...journal, lastSeq: 4 } }))).toBeUndefined();
  });
});
