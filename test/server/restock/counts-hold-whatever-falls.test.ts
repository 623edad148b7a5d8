import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NewVisit } from '../../../protocol/http/restock.ts';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import { validMs } from '../../../server/fleet/order-rules.ts';
import { maxRounds } from '../../../server/restock/setting.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const id = 'izmir-01';
const minuteMs = 60_000;
const given = (nowMs: number) => ({ actor: 'Ayşe', nowMs, wallMs: nowMs });

/** A machine whose slot 0 holds 50 by the ledger, and a visit that counted 48 a minute later and put 100 in. */
async function start() {
  const bench = await ledgerBench();
  const { ledger } = bench;
  const machine = bench.machine(id);
  const stockSet = (after: number, visit?: string, product = 'adult') =>
    machine.write({
      ...{ type: 'stock.set', slot: 0, product, before: 0, after, capacity: 200 },
      ...(visit === undefined ? {} : { visit }),
    });
  machine.send(stockSet(50));
  const countedMs = origin + minuteMs;
  const visit: NewVisit = {
    ...{ id: randomUUID(), machine: id, at: instantOf(countedMs) },
    slots: [{ slot: 0, product: 'adult', found: 48, filled: 100, removed: 0 }],
  };
  const save = (nowMs = countedMs) => {
    const outcome = ledger.saveVisit(visit, given(nowMs));
    if ('refused' in outcome) throw new Error(outcome.refused.code);
    return outcome.visit;
  };
  const open = (nowMs = countedMs) => ledger.openCommands(id, nowMs).map(({ args }) => args);
  const slot = (nowMs = countedMs) => {
    const outcome = ledger.visit(visit.id, nowMs);
    return 'visit' in outcome ? outcome.visit.slots[0] : undefined;
  };
  const stock = () => bench.rows<{ stock: number }>('SELECT stock FROM slots')[0]?.stock;
  const finish = (nowMs: number) => {
    for (const command of ledger.openCommands(id, nowMs))
      ledger.commandResult(id, { id: command.id, ok: true, at: instantOf(nowMs) }, nowMs);
  };
  const vend = () => machine.vend(randomUUID(), { authority: 'staff' });
  return {
    ...bench,
    enrol: bench.machine,
    machine,
    visit,
    countedMs,
    save,
    open,
    slot,
    stock,
    stockSet,
    finish,
    vend,
  };
}

describe('vends that fall around a count', () => {
  it('after it, told before its stock.set, are taken off by another set-stock', async () => {
    const { machine, visit, save, open, stock, stockSet, finish, vend, countedMs } = await start();
    save();
    expect(open()).toMatchObject([{ slot: 0, stock: 148, visit: visit.id, staff: 'Ayşe' }]);
    machine.wait(5 * minuteMs);
    const later = countedMs + 5 * minuteMs;
    finish(later);
    const result = machine.send([...vend(), ...vend(), ...stockSet(148, visit.id)], later);
    expect(result.ordered).toBe(true);
    expect(open(later)).toMatchObject([{ slot: 0, stock: 146 }]);
    machine.wait(minuteMs);
    finish(later);
    expect(machine.send(stockSet(146, visit.id), later + minuteMs).ordered).toBe(false);
    expect([stock(), open(later + minuteMs)]).toEqual([146, []]);
  });

  it('before it, told only afterwards, change what it is held against and not what it left', async () => {
    const { machine, visit, save, open, slot, stockSet, finish, vend, countedMs } = await start();
    // Two fell before the count of 48, at a machine without a network.
    const backlog = [...vend(), ...vend()];
    machine.wait(2 * minuteMs);
    expect(save().slots).toMatchObject([{ expected: 50, difference: -2 }]);
    finish(countedMs);
    // Dated by uptime: sent two minutes after they fell, and one after the count.
    machine.send([...backlog, ...stockSet(148, visit.id)], countedMs + minuteMs);
    expect(slot()).toMatchObject({ expected: 48, difference: 0, applied: true, state: 'done' });
    expect(open(countedMs + minuteMs)).toEqual([]);
  });

  it('after it are not in it, also where the door’s closing is dated before its opening', async () => {
    const { machine, visit, save, slot, vend, stockSet, finish, countedMs } = await start();
    // The message with the opening was slow, the one with the closing had waited two seconds to be sent and was not.
    const opened = machine.write({ type: 'door', open: true });
    machine.send(opened, countedMs + 2_000);
    const closed = machine.write({ type: 'door', open: false });
    machine.wait(2_000);
    machine.send(closed, countedMs + 2_001);
    machine.wait(1_000);
    machine.send([...vend(), ...vend()], countedMs + 3_001);
    expect(save(countedMs + 3_002).slots).toMatchObject([{ expected: 50, difference: -2 }]);
    finish(countedMs + 3_003);
    machine.send(stockSet(146, visit.id), countedMs + 3_004);
    expect(slot(countedMs + 3_004)).toMatchObject({ expected: 50, difference: -2, state: 'done' });
  });

  it('without end lead to a person, not to orders without end', async () => {
    const { machine, visit, save, stockSet, finish, vend, countedMs, alarms, open } = await start();
    save();
    let nowMs = countedMs;
    for (let round = 0; round <= maxRounds; round++) {
      machine.wait(minuteMs * 2);
      nowMs += 2 * minuteMs;
      const [order] = open(nowMs) as { stock: number }[];
      finish(nowMs);
      machine.send([...vend(), ...stockSet(order?.stock ?? 0, visit.id)], nowMs);
    }
    expect(alarms()).toContain('stock-uncertain');
    expect(open(nowMs)).toEqual([]);
  });
});

it('an order that expired is shown so, and is sent again with what fell since taken off', async () => {
  const { ledger, machine, visit, save, slot, vend, countedMs, open, stockSet } = await start();
  save();
  const later = countedMs + validMs['set-stock'];
  expect(slot(later)).toMatchObject({ state: 'expired', applied: false });
  expect(open(later)).toEqual([]);
  machine.wait(validMs['set-stock']);
  machine.send(vend(), later);
  expect(ledger.sendVisitAgain(visit.id, given(later))).toMatchObject({
    visit: { slots: [{ state: 'waiting' }] },
  });
  expect(open(later)).toMatchObject([{ stock: 147 }]);
  machine.send(stockSet(147, visit.id), later);
  expect(slot(later)).toMatchObject({ state: 'done' });
  expect(ledger.sendVisitAgain(visit.id, given(later))).toMatchObject({
    refused: { code: 'NOTHING_TO_SEND' },
  });
});

it('what a machine could not set just then is ordered again once its line is up, a few times', async () => {
  const { ledger, save, slot, countedMs, open } = await start();
  save();
  const state = (line: boolean) =>
    ledger.state(
      id,
      {
        ...{ at: instantOf(countedMs), serialNo: 'S', firmware: 'f', bootCount: 1, line, locked: false },
        ...{ doorOpen: false, faults: [], slots: [], desiredVersion: 1 },
        journal: { epoch: randomUUID(), lastSeq: 0, acked: 0, oldest: 1 },
      },
      countedMs,
    );
  const fail = (code: string) => {
    for (const command of ledger.openCommands(id, countedMs))
      ledger.commandResult(id, { id: command.id, ok: false, code, at: instantOf(countedMs) }, countedMs);
  };
  for (let round = 0; round < maxRounds; round++) {
    fail('line-down');
    expect(slot()).toMatchObject({ state: 'failed', code: 'line-down' });
    expect([state(false), open()]).toEqual([false, []]);
    expect(state(true)).toBe(true);
    expect(open()).toMatchObject([{ stock: 148 }]);
  }
  fail('line-down');
  expect([state(true), open()]).toEqual([false, []]);
});

it('a later visit takes the place of one that still waits, and alone may be sent again', async () => {
  const { ledger, visit, save, slot, countedMs, open } = await start();
  save();
  const next = { ...visit, id: randomUUID(), at: instantOf(countedMs + minuteMs) };
  ledger.saveVisit(next, given(countedMs + minuteMs));
  expect(slot()).toMatchObject({ state: 'failed', code: 'superseded' });
  expect(open()).toMatchObject([{ visit: next.id }]);
  expect(ledger.sendVisitAgain(visit.id, given(countedMs + 2 * minuteMs))).toMatchObject({
    refused: { code: 'NOTHING_TO_SEND' },
  });
});

it('a stock.set of another machine, or of another order, makes no visit done', async () => {
  const { machine, enrol, visit, save, slot, stockSet } = await start();
  save();
  const other = enrol('izmir-02');
  other.send(
    other.write({
      ...{ type: 'stock.set', slot: 0, product: 'adult', before: 0, after: 148, capacity: 200 },
      visit: visit.id,
    }),
  );
  machine.send(stockSet(12, visit.id));
  expect(slot()).toMatchObject({ applied: false, state: 'waiting' });
});

const two = {
  timeZone: 'Europe/Istanbul',
  language: 'en' as const,
  products: ['adult', 'child'].map((one, at) => ({
    ...{ id: one, code: at + 1, pieces: 5 },
    name: { tr: one, en: one, 'zh-TW': one },
  })),
  rules: [{ id: 'r', products: ['adult', 'child'], limit: 5, window: { rolling: { days: 7 } } }],
};

describe('a slot whose product changes', () => {
  it('is planned so from then on, once the machine has it, and gives up what it held', async () => {
    const { ledger, machine, rows } = await ledgerBench(two);
    const one = machine(id);
    const stockSet = (product: string, after: number, more: object = {}) =>
      one.write({ type: 'stock.set', slot: 0, product, before: 0, after, capacity: 200, ...more });
    one.send(stockSet('adult', 30));
    const count = { slot: 0, product: 'child', found: 30, filled: 80, removed: 30 };
    const visit = { id: randomUUID(), machine: id, at: instantOf(origin), slots: [count] };
    const mixed = { ...visit, slots: [{ ...count, removed: 29 }] };
    expect(ledger.saveVisit(mixed, given(origin))).toMatchObject({ refused: { code: 'VISIT_INVALID' } });
    expect(ledger.saveVisit(visit, given(origin))).toMatchObject({
      visit: { slots: [{ product: 'child', productBefore: 'adult', difference: 0 }] },
    });
    expect(ledger.desired(id, origin)?.slots).toEqual([{ slot: 0, product: 'adult', capacity: 200 }]);
    expect(one.send(stockSet('child', 80, { visit: visit.id })).ordered).toBe(true);
    expect(ledger.desired(id, origin)?.slots).toEqual([{ slot: 0, product: 'child', capacity: 200 }]);
    expect(rows('SELECT product, stock FROM slots')).toEqual([{ product: 'child', stock: 80 }]);
  });

  it.each([
    ['a product that nobody knows', { product: 'gloves' }],
    ['a slot that is not planned', { slot: 3 }],
    ['more taken out than was there', { removed: 31 }],
  ])('is refused with %s', async (_what, wrong) => {
    const { ledger, machine, rows } = await ledgerBench(two);
    machine(id);
    const count = { slot: 0, product: 'adult', found: 30, filled: 0, removed: 0, ...wrong };
    const visit = { id: randomUUID(), machine: id, at: instantOf(origin), slots: [count] };
    expect(ledger.saveVisit(visit, given(origin))).toMatchObject({ refused: { code: 'VISIT_INVALID' } });
    expect([rows('SELECT 1 FROM visits'), rows('SELECT 1 FROM commands')]).toEqual([[], []]);
  });
});
