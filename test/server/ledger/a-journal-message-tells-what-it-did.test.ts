import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import { cards, ledgerBench, origin } from '../../support/ledger-bench.ts';

type Raw = { seq: number } & Record<string, unknown>;
const line = (up: boolean) => ({ type: 'line', up }) as const;
const stockSet = (change: object = {}) => ({
  ...{ type: 'stock.set', slot: 0, product: 'adult', before: 3, after: 40, capacity: 200 },
  ...change,
});

async function deskOf() {
  const bench = await ledgerBench();
  const izmir = bench.machine('izmir-1');
  const slots = () =>
    bench.rows('SELECT slot, product, stock, capacity, baseline, dispensed FROM slots ORDER BY slot');
  const aside = () =>
    bench.rows<{ seq: number; reason: string }>('SELECT seq, reason FROM set_aside ORDER BY seq');
  return { ...bench, izmir, slots, aside };
}

describe('a journal message', () => {
  it('is answered with its ack, what was booked, and how much was new', async () => {
    const { izmir } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    const entries = [...izmir.write(line(true)), ...izmir.vend(txn)];
    expect(izmir.send(entries, origin + 3_000)).toEqual({
      ack: { epoch: izmir.epoch, seq: 3 },
      applied: 3,
      ordered: false,
      feed: [
        {
          ...{ id: 1, at: instantOf(origin + 3_000), machine: 'izmir-1', machineName: 'izmir-1' },
          ...{ district: 'Konak', txn, product: 'adult', items: 1, pieces: 5 },
          ...{ authority: 'online', late: false, tookMs: 3_000 },
        },
      ],
    });
    expect(izmir.send(entries, origin + 4_000)).toEqual({
      ack: { epoch: izmir.epoch, seq: 3 },
      ...{ applied: 0, ordered: false, feed: [] },
    });
  });

  it('of a machine that is quarantined is kept unread: what is new, and what contradicts', async () => {
    const { izmir, aside, alarmTexts } = await deskOf();
    const [first, second] = izmir.write(line(true), line(false)) as Raw[];
    izmir.send([first as Raw, second as Raw]);
    const forged = { ...second, up: true } as Raw;
    const next = izmir.write(line(true))[0] as Raw;
    // Two that are as they were, one that is not, one that is new.
    const nothing = { ack: undefined, applied: 0, ordered: false, feed: [] };
    expect(izmir.send([first as Raw, forged, next])).toEqual(nothing);
    expect(aside()).toEqual([
      { seq: 2, reason: 'quarantine' },
      { seq: 3, reason: 'quarantine' },
    ]);
    expect(alarmTexts()).toEqual([
      `quarantined: journal ${izmir.epoch} tells other entries under names it used before: a clone or a restored disk`,
    ]);
  });

  it('that repeats what was kept unread is no contradiction', async () => {
    const { izmir, aside, alarms } = await deskOf();
    const strange = izmir.write({ type: 'weather', temperature: 30 });
    expect(izmir.send(strange)).toMatchObject({ ack: { seq: 1 }, applied: 0 });
    expect(aside()).toEqual([{ seq: 1, reason: 'unreadable /type unknown' }]);
    expect(izmir.send(strange)).toMatchObject({ ack: { seq: 1 } });
    expect(alarms()).toEqual(['entry-unreadable']);
    const other = [{ ...strange[0], temperature: 31 }] as unknown as Raw[];
    expect(izmir.send(other).ack).toBeUndefined();
  });

  it('says in its alarms what is gone, what cannot be read, and where another journal began', async () => {
    const { izmir, alarmTexts } = await deskOf();
    izmir.send(izmir.write(line(true)));
    izmir.write(line(false), line(true));
    izmir.send(izmir.write({ type: 'weather' }), origin, 4);
    const before = izmir.epoch;
    izmir.newEpoch();
    izmir.send(izmir.write(line(true)));
    expect(alarmTexts()).toEqual([
      `entries-lost: journal ${before}: entries 2 to 3 are gone`,
      `entry-unreadable: journal ${before} entry 4: /type unknown`,
      `epoch-new: journal ${before} ended at 4, ${izmir.epoch} began`,
    ]);
  });

  it('in which nothing is missing is no loss, though its oldest entry is the next', async () => {
    const { izmir, alarms, rows } = await deskOf();
    izmir.send(izmir.write(line(true)));
    expect(izmir.send(izmir.write(line(false)), origin, 2)).toMatchObject({ ack: { seq: 2 } });
    expect(alarms()).toEqual([]);
    expect(rows('SELECT gaps, set_aside FROM epochs')).toEqual([{ gaps: 0, set_aside: 0 }]);
  });

  it.each([
    ['lost', { type: 'line', up: true }, 2],
    ['unread', { type: 'weather' }, 1],
  ])('with an entry %s ends no reservation of its epoch, then or later', async (_, entry, oldest) => {
    const { izmir, stateOf } = await deskOf();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.wait(61_000);
    if (oldest === 2) izmir.write(line(false));
    izmir.send(izmir.write(entry, { type: 'mark' }), origin, oldest);
    expect(stateOf(txn)).toBe('reserved');
    izmir.send(izmir.write({ type: 'mark' }));
    expect(stateOf(txn)).toBe('reserved');
  });

  it('sets stock and baseline of the slots it tells of', async () => {
    const { izmir, slots } = await deskOf();
    izmir.send(izmir.write(stockSet(), { type: 'dispenser', serialNo: 'd', bootCount: 1, counters: [7, 9] }));
    const slot = { slot: 0, product: 'adult', stock: 40, capacity: 200, baseline: 7, dispensed: 0 };
    expect(slots()).toEqual([slot, expect.objectContaining({ slot: 1, baseline: 9, stock: null })]);
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.vend(txn));
    expect(slots()[0]).toEqual({ ...slot, stock: 39, dispensed: 1 });
    izmir.send(izmir.write({ type: 'dispenser', serialNo: 'e', bootCount: 1, counters: [0] }));
    expect(slots()[0]).toEqual({ ...slot, stock: 39, baseline: 0, dispensed: 0 });
    izmir.send(izmir.write(stockSet({ product: 'child', after: 5, capacity: 90 })));
    expect(slots()[0]).toMatchObject({ product: 'child', stock: 5, capacity: 90 });
  });
});

describe('what a new epoch carries over', () => {
  const carry = (entries: Raw[], epoch: string) =>
    entries.map((entry, at) => ({ ...entry, seq: at + 1, from: { epoch, seq: entry.seq } }));

  it('has no second effect, however its first name is written', async () => {
    const { izmir, slots, booked } = await deskOf();
    const entries = [
      ...izmir.write(stockSet()),
      ...izmir.vend(randomUUID(), { authority: 'offline' }),
    ] as Raw[];
    izmir.send(entries);
    const first = izmir.epoch;
    izmir.newEpoch();
    const result = izmir.send(carry(entries, first.toUpperCase()));
    expect(result).toMatchObject({ ack: { seq: 3 }, feed: [], ordered: false });
    expect(booked()).toBe(1);
    expect(slots()).toMatchObject([{ stock: 39 }]);
    // And once more, from the epoch that had carried it: its first name is still the first.
    izmir.newEpoch();
    expect(izmir.send(carry(entries, first)).feed).toEqual([]);
    expect(booked()).toBe(1);
  });

  it('has its effect where it is other content, or was never taken', async () => {
    const { izmir, booked, slots } = await deskOf();
    const entries = izmir.write(stockSet()) as Raw[];
    izmir.send(entries);
    const first = izmir.epoch;
    const untold = izmir.vend(randomUUID(), { authority: 'offline' }) as Raw[];
    izmir.newEpoch();
    const changed = { ...entries[0], after: 60 } as Raw;
    expect(izmir.send(carry([changed, ...untold], first)).feed).toHaveLength(1);
    expect(booked()).toBe(1);
    expect(slots()).toMatchObject([{ stock: 59 }]);
    // Carried twice under one first name, of which the second alone was taken: it is known by where it was carried to.
    izmir.newEpoch();
    expect(izmir.send(carry(untold, first)).feed).toEqual([]);
    expect(booked()).toBe(1);
  });
});

describe('the feed', () => {
  it('tells the newest that fell first, with place and lateness, also of a machine that is no more', async () => {
    const { izmir, ledger, rows } = await deskOf();
    const [granted, late, nothing] = [randomUUID(), randomUUID(), randomUUID()];
    izmir.ask({ txn: granted });
    izmir.send(izmir.vend(granted));
    izmir.send(izmir.vend(late, { card: cards[1] }));
    izmir.send(izmir.vend(nothing, { authority: 'offline', dispensed: 0 }));
    expect(ledger.feed(9)).toMatchObject([
      { txn: late, late: true, machineName: 'izmir-1', district: 'Konak', tookMs: null },
      { txn: granted, late: false, tookMs: 0 },
    ]);
    expect(ledger.feed(1)).toHaveLength(1);
    rows('DELETE FROM machines RETURNING id');
    expect(ledger.feed(1)).toMatchObject([{ machine: 'izmir-1', machineName: 'izmir-1', district: '' }]);
  });
});
