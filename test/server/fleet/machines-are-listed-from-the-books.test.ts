import { randomUUID } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { Compile } from 'typebox/compile';
import { expect, it, vi } from 'vitest';
import { MachineDetail, MachineList } from '../../../protocol/http/fleet.ts';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import type { MachineState } from '../../../protocol/mqtt/messages/state.ts';
import { createMachineStore, hashToken } from '../../../server/fleet/machine-store.ts';
import type { Db } from '../../../server/store/open.ts';
import { dayMs, ledgerBench, origin } from '../../support/ledger-bench.ts';

const state = (stock: number, more: Partial<MachineState> = {}): MachineState => ({
  ...{ at: instantOf(origin), serialNo: 'S1', firmware: 'f', bootCount: 1, line: true, locked: false },
  ...{ doorOpen: false, faults: [], desiredVersion: 1 },
  slots: [{ slot: 0, product: 'adult', stock, capacity: 200, vendCounter: 0 }],
  journal: { epoch: '018f0000-0000-7000-8000-000000000001', lastSeq: 9, acked: 4, oldest: 1 },
  ...more,
});
const online = { online: true, session: 's', bridge: 'test', boot: 1 };

it('a machine’s day and pace come from the books, and are reckoned anew in another time zone', async () => {
  const { ledger, machine, db, rows } = await ledgerBench();
  ledger.prepareFleet(origin);
  const one = machine('izmir-01');
  ledger.presence('izmir-01', online, origin);
  ledger.state('izmir-01', state(90), origin);
  one.send(
    one.write({ type: 'stock.set', slot: 0, product: 'adult', before: 0, after: 100, capacity: 200 }),
    origin - 3 * dayMs,
  );
  for (const [at, authority] of [
    [origin - 3 * dayMs, 'offline'],
    [origin - 1_000, 'offline'],
    [origin - 500, 'offline'],
    [origin - 400, 'staff'],
  ] as const)
    one.send(one.vend(randomUUID(), { authority }), at);
  const detail = ledger.machineDetail('izmir-01', origin);
  expect(Compile(MachineDetail).Check(detail)).toBe(true);
  expect(detail).toMatchObject({
    machine: {
      status: 'ok',
      masksToday: 10,
      fill: 0.45,
      slots: [{ stock: 96, reported: 90, par: 200, perDay: 1 }],
    },
    ...{
      journalWaiting: 5,
      bridge: 'test',
      language: 'en',
      display: { text: 'Tap your card for free masks' },
    },
  });
  const days = () => rows('SELECT machine, slot, items, pieces FROM slot_days ORDER BY day');
  const before = days();
  expect(before).toMatchObject([{ items: 1 }, { items: 2 }]);
  db.exec(
    "DELETE FROM slot_days; DELETE FROM city_hours; UPDATE settings SET value = 'UTC' WHERE name = 'slot-days-zone'",
  );
  ledger.prepareFleet(origin);
  expect(days()).toEqual(before);
});

it('a machine tells since when its dispenser runs and why it started, as far back as its journals are kept', async () => {
  const { ledger, machine } = await ledgerBench();
  const one = machine('izmir-01');
  ledger.state('izmir-01', state(90), origin);
  const started = (nowMs: number) => ledger.machineDetail('izmir-01', nowMs)?.started;
  expect(started(origin)).toBeNull();
  one.send(one.write({ type: 'boot', cause: 0, bootCount: 1 }), origin);
  one.wait(60_000);
  one.send(
    one.write({ type: 'boot', cause: 2, bootCount: 2 }, { type: 'door', open: true }),
    origin + 60_000,
  );
  expect(started(origin + dayMs)).toEqual({ at: instantOf(origin + 60_000), cause: 2 });
  expect(started(origin + 60_000 + 35 * dayMs)).toBeNull();
});

it('a machine tells since when its door is open, and what is the matter with it as a whole', async () => {
  const { ledger, machine } = await ledgerBench();
  machine('izmir-01');
  ledger.presence('izmir-01', online, origin);
  const told = (atMs: number) => {
    const [view] = ledger.machineViews(atMs);
    return { status: view?.status, since: view?.doorOpenSince, faults: view?.faults };
  };
  const minute = 60_000;
  ledger.state('izmir-01', state(90), origin);
  expect(told(origin)).toEqual({ status: 'ok', since: null, faults: [] });
  ledger.state('izmir-01', state(90, { doorOpen: true }), origin + minute);
  // What it says again while the door is open begins nothing anew.
  ledger.state('izmir-01', state(91, { doorOpen: true }), origin + 5 * minute);
  expect(told(origin + 31 * minute)).toEqual({
    status: 'open',
    since: instantOf(origin + minute),
    faults: [],
  });
  expect(told(origin + 32 * minute)).toMatchObject({ status: 'fault', since: instantOf(origin + minute) });
  ledger.state(
    'izmir-01',
    state(90, { faults: [{ fault: 7 }, { slot: 0, fault: 1 }] }),
    origin + 33 * minute,
  );
  expect(told(origin + 33 * minute)).toEqual({ status: 'fault', since: null, faults: [7] });
  ledger.state('izmir-01', state(90, { doorOpen: true }), origin + 34 * minute);
  expect(told(origin + 35 * minute)).toMatchObject({
    status: 'open',
    since: instantOf(origin + 34 * minute),
  });
});

it('revoked machines are not listed, and those that never said anything come last', async () => {
  const { ledger, machine, db } = await ledgerBench();
  for (const id of ['m-new', 'm-gone', 'm-ok', 'm-off']) machine(id);
  createMachineStore(db).revoke('m-gone', origin);
  for (const id of ['m-ok', 'm-off']) ledger.state(id, state(150), origin);
  ledger.presence('m-ok', online, origin);
  const listed = (ids?: string[]) =>
    ledger.machineViews(origin, ids).map(({ id, status }) => `${id} ${status}`);
  expect(listed()).toEqual(['m-off offline', 'm-ok ok', 'm-new unknown']);
  expect(listed(['m-ok', 'm-gone', 'm-off'])).toEqual(['m-off offline', 'm-ok ok']);
  expect(ledger.machineDetail('m-gone', origin)).toBeUndefined();
  expect(ledger.commandList('m-gone', 1, origin)).toBeUndefined();
});

/** Counts the statements that are run from now on; the count is taken once. */
function countStatements(db: Db): () => number {
  const statements = Object.getPrototypeOf(db.prepare('SELECT 1')) as Statement;
  const spies = (['all', 'get', 'run', 'iterate'] as const).map((name) => vi.spyOn(statements, name));
  return () => {
    const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of spies) spy.mockRestore();
    return calls;
  };
}

it('five hundred machines are listed by as many statements as five', async () => {
  const { ledger, db } = await ledgerBench();
  ledger.prepareFleet(origin);
  const machines = createMachineStore(db);
  const day = db.prepare('INSERT INTO slot_days VALUES (?, 0, ?, 100, 500, ?)');
  const slot = db.prepare(
    "INSERT INTO slots (machine, slot, product, stock, capacity) VALUES (?, 0, 'adult', 90, 200)",
  );
  const enrol = db.transaction((from: number, to: number) => {
    for (let n = from; n < to; n++) {
      const id = `m-${n}`;
      const place = { name: id, lat: 38, lon: 27, district: 'Konak', language: 'tr', slots: null } as const;
      machines.enrol({ id, ...place, enrolledAtMs: origin, tokenHash: hashToken('t') });
      machines.putPresence(id, online, origin);
      machines.putState(id, state(90), origin);
      slot.run(id);
      for (let back = 0; back < 8; back++)
        day.run(id, origin - back * dayMs - 12 * 3_600_000, origin - back * dayMs);
    }
  });
  const listed = () => {
    const counted = countStatements(db);
    const views = ledger.machineViews(origin);
    return { machines: views.length, statements: counted(), views };
  };
  enrol(0, 5);
  const few = listed();
  enrol(5, 500);
  const many = listed();
  expect([few.machines, many.machines]).toEqual([5, 500]);
  expect(few.statements).toBeGreaterThan(0);
  expect(many.statements).toBe(few.statements);
  expect(Compile(MachineList).Check({ at: instantOf(origin), machines: many.views })).toBe(true);
});
