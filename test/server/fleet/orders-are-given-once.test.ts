import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AlarmList } from '../../../protocol/http/alarms.ts';
import { CommandList } from '../../../protocol/http/fleet.ts';
import { createAlarmStore, maxAlarms } from '../../../server/alarms/alarm-store.ts';
import { maxOpenCommands, validMs } from '../../../server/fleet/order-rules.ts';
import { apiOf } from '../../support/api.ts';
import { watchLive } from '../../support/event-stream.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const id = 'izmir-01';
const order = (name: string, args: object = {}) => ({ id: randomUUID(), name, args, reason: '' });

it('an order reaches a machine that is connected at once, is one however often it is sent, and is told live', async () => {
  const bench = await serverBench();
  const api = apiOf(bench.url, bench.cookie());
  const machine = await machineClient(bench.mqttPort, id, bench.enrol(id));
  await machine.next('/desired');
  const viewer = await watchLive(bench.url, bench.cookie());
  await viewer.next('figures', (event) => event === 'figures');
  const lock = order('lock');
  const path = `/api/machines/${id}/commands`;
  const first = await api.post(path, lock);
  expect(first).toMatchObject({ status: 200, body: { state: 'waiting', actor: 'the-admin' } });
  await machine.next('/command', (value) => value.id === lock.id && value.name === 'lock');
  await machine.next('/desired', ({ locked }) => locked === true);
  expect((await api.post(path, { ...lock, id: lock.id.toUpperCase() })).body).toEqual(first.body);
  expect(await api.post(path, { ...lock, name: 'unlock' })).toMatchObject({
    status: 409,
    body: { code: 'COMMAND_DIFFERS' },
  });
  await viewer.next('the machine changed', (event, data) => event === 'machines' && String(data.ids) === id);
  await machine.publish('command/result', { id: lock.id, ok: true, at: new Date().toISOString() });
  // A later unlock is another order; the lock was done.
  expect((await api.post(path, order('unlock'))).status).toBe(200);
  await machine.next('/desired', ({ locked, version }) => locked === false && Number(version) > 1);
  const { commands } = await api.read(CommandList, path);
  expect(commands.map(({ name }) => name)).toEqual(['unlock', 'lock']);
});

describe('an order is refused', () => {
  it.each([
    [
      'a text that no display takes',
      order('display', { text: '口'.repeat(54), seconds: 5 }),
      'TEXT_TOO_LONG',
    ],
    ['a text with line breaks', order('display', { text: 'a\nb', seconds: 5 }), 'ARGS_WRONG'],
    ['no text', order('display', { seconds: 5 }), 'ARGS_WRONG'],
    ['what it does not take', order('lock', { slot: 1 }), 'ARGS_WRONG'],
    ['a vend of nothing', order('test-vend', { slot: 1 }), 'ARGS_WRONG'],
  ])('with %s', async (_what, wrong, code) => {
    const bench = await serverBench();
    bench.enrol(id);
    const answer = await apiOf(bench.url, bench.cookie()).post(`/api/machines/${id}/commands`, wrong);
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(bench.rows('SELECT 1 FROM commands')).toEqual([]);
  });

  it('for a machine that is not there, and beyond what a bridge takes', async () => {
    const { ledger, machine } = await ledgerBench();
    machine(id);
    const given = { actor: 'Ayşe', nowMs: origin, wallMs: origin };
    const report = (to: string) =>
      ledger.giveOrder({ id: randomUUID(), machine: to, name: 'report', args: {}, reason: '' }, given);
    expect(report('izmir-99')).toEqual({ given: false, code: 'MACHINE_UNKNOWN' });
    for (let n = 0; n < maxOpenCommands; n++) expect(report(id).given).toBe(true);
    expect(report(id)).toEqual({ given: false, code: 'TOO_MANY_WAITING' });
    // What has expired waits no more.
    const later = { ...given, wallMs: origin + validMs.report };
    const next = { id: randomUUID(), machine: id, name: 'report', args: {}, reason: '' } as const;
    expect(ledger.giveOrder(next, later).given).toBe(true);
    expect(
      ledger.commandList(id, 1_000, later.wallMs)?.filter(({ state }) => state === 'expired'),
    ).toHaveLength(maxOpenCommands);
  });
});

it('of lock and unlock that both wait, only the last is sent, and desired says the same', async () => {
  const { ledger, machine } = await ledgerBench();
  machine(id);
  const given = { actor: 'Ayşe', nowMs: origin, wallMs: origin };
  for (const name of ['lock', 'unlock', 'lock'] as const)
    ledger.giveOrder({ id: randomUUID(), machine: id, name, args: {}, reason: '' }, given);
  expect(ledger.openCommands(id, origin).map(({ name }) => name)).toEqual(['lock']);
  expect(ledger.desired(id, origin)?.locked).toBe(true);
});

it('alarms are told newest first, page by page, and only the newest are kept', async () => {
  const { ledger, db, machine, rows } = await ledgerBench();
  machine(id);
  const alarms = createAlarmStore(db);
  db.transaction(() => {
    for (let n = 1; n <= maxAlarms + 5; n++)
      alarms.raise(origin + n, { kind: 'vend-late', machine: n % 2 === 0 ? id : undefined, detail: `${n}` });
  })();
  expect(rows('SELECT COUNT(*) AS n, MIN(id) AS first FROM alarms')).toEqual([{ n: maxAlarms, first: 6 }]);
  const first = ledger.alarmPage(Number.MAX_SAFE_INTEGER, 2);
  expect(first.alarms.map(({ detail }) => detail)).toEqual([`${maxAlarms + 5}`, `${maxAlarms + 4}`]);
  expect(ledger.alarmPage(first.next ?? 0, 1).alarms).toMatchObject([{ detail: `${maxAlarms + 3}` }]);
  expect(ledger.alarmPage(9, 10, id)).toMatchObject({
    alarms: [{ id: 8, machineName: id }, { id: 6 }],
    next: null,
  });
});

it('alarms are read by HTTP', async () => {
  const bench = await serverBench();
  expect(await apiOf(bench.url, bench.cookie()).read(AlarmList, '/api/alarms')).toEqual({
    alarms: [],
    next: null,
  });
});
