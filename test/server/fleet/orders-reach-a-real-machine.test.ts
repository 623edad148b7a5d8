import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { CommandList, MachineDetail, MachineList, Timeline } from '../../../protocol/http/fleet.ts';
import { apiOf } from '../../support/api.ts';
import { eventually } from '../../support/eventually.ts';
import { machineSystem } from '../../support/machine-system.ts';
import { serverBench } from '../../support/server-bench.ts';

const id = 'izmir-01';

it('lock, display, test-vend, unlock: each is done by the machine, shown, and answered for', async () => {
  const bench = await serverBench();
  const api = apiOf(bench.url, bench.cookie());
  const machine = await machineSystem({ id, token: bench.enrol(id), mqttPort: bench.mqttPort });
  await machine.serving();
  const order = async (name: string, args: object = {}) => {
    const command = { id: randomUUID(), name, args, reason: `why ${name}` };
    const given = await api.post(`/api/machines/${id}/commands`, command);
    expect([given.status, given.body]).toMatchObject([200, { id: command.id, state: 'waiting', name }]);
    return eventually(`${name} done`, async () => {
      const { commands } = await api.read(CommandList, `/api/machines/${id}/commands`);
      return commands.find((one) => one.id === command.id && one.state !== 'waiting');
    });
  };
  const detail = () => api.read(MachineDetail, `/api/machines/${id}`);
  const shown = (text: RegExp) =>
    eventually(`the page shows ${text}`, async () => text.test((await detail()).display?.text ?? ''));

  await shown(/^Tap your card/);
  expect(await order('display', { text: 'Back at noon', seconds: 30 })).toMatchObject({ state: 'done' });
  await machine.shows(/^Back at noon$/);
  await shown(/^Back at noon$/);

  const from = machine.happenings.length;
  expect(await order('lock')).toMatchObject({ state: 'done', actor: 'the-admin', reason: 'why lock' });
  await eventually('it is locked', async () => (await detail()).machine.status === 'locked');
  expect(machine.happenings.slice(from)).toContainEqual({ ev: 'lock', locked: true });
  expect(bench.rows('SELECT locked FROM machines')).toEqual([{ locked: 1 }]);

  expect(await order('unlock')).toMatchObject({ state: 'done' });
  await eventually('it serves', async () => (await detail()).machine.status === 'ok');
  await eventually('it is unlocked', () => machine.happenings.findLast(({ ev }) => ev === 'lock'));

  expect(await order('test-vend', { slot: 0, qty: 1 })).toMatchObject({ state: 'done' });
  await eventually('the vend is booked', async () => {
    const { items } = await api.read(Timeline, `/api/machines/${id}/timeline`);
    return items.find(({ kind, detail }) => kind === 'vend' && detail === 'staff');
  });
  // Its own report of the slot comes behind the vend. Staff's test vends are nobody's masks.
  const list = await eventually('the slot is reported', async () => {
    const read = await api.read(MachineList, '/api/machines');
    return read.machines[0]?.slots[0]?.reported === 99 && read;
  });
  expect(list.machines).toMatchObject([{ id, masksToday: 0, slots: [{ reported: 99, perDay: 0 }] }]);
  expect(
    bench
      .rows('SELECT actor, action, subject FROM audit WHERE subject = ? ORDER BY id', id)
      .map((row) => JSON.stringify(row)),
  ).toEqual(
    ['display', 'lock', 'unlock', 'test-vend'].map((name) =>
      JSON.stringify({ actor: 'the-admin', action: `command-${name}`, subject: id }),
    ),
  );
});
