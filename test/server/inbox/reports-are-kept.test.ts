import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

interface Report {
  readonly online: number;
  readonly session: string | null;
  readonly bridge: string | null;
  readonly state: string | null;
}

async function start() {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  return { bench, machine, report: () => bench.rows<Report>('SELECT * FROM machine_reports')[0] };
}

it('the newest state is kept; one that is not of the contract changes nothing', async () => {
  const { bench, machine, report } = await start();
  await machine.publish('state', { ...machine.state(), serialNo: 'D-2', unknown: 'a newer field' });
  await eventually('the state', () => report()?.state?.includes('D-2'));
  await machine.publish('state', { ...machine.state(), serialNo: 7 });
  await eventually(
    'it was counted',
    async () => (await bench.metric('maskfleet_invalid_messages_total')) === 1,
  );
  expect(report()?.state).toContain('D-2');
});

it('a birth of another session than the connection’s own says nothing', async () => {
  const { machine, report } = await start();
  await machine.publish('presence', { ...machine.birth(), session: randomUUID(), bridge: 'other' });
  await machine.publish('presence', { ...machine.birth(), session: machine.session.toUpperCase() });
  await eventually('online', () => report()?.online === 1);
  expect(report()).toMatchObject({ session: machine.session, bridge: '1.0' });
  await machine.client.endAsync();
  await eventually('offline, though it left in peace and no will fired', () => report()?.online === 0);
});

it('after a start of the server nobody is online', async () => {
  const { bench, machine, report } = await start();
  await machine.publish('presence', machine.birth());
  await eventually('online', () => report()?.online === 1);
  await bench.stop();
  expect(report()?.online).toBe(0);
});

it('a planned slot that the dispenser lacks raises one alarm, and another once it has gone again', async () => {
  const { bench, machine, report } = await start();
  const slot = { slot: 1, product: null, stock: 0, capacity: 0, vendCounter: 0 };
  const alarms = () =>
    bench.rows<{ detail: string }>("SELECT detail FROM alarms WHERE kind = 'slot-lacking'");
  const reports = async (serialNo: string, slots: readonly object[]) => {
    await machine.publish('state', { ...machine.state(), serialNo, slots });
    await eventually('the state', () => report()?.state?.includes(serialNo));
  };
  await reports('D-silent', []);
  expect(alarms()).toEqual([]);
  await reports('D-1', [slot]);
  await reports('D-2', [slot]);
  expect(alarms()).toEqual([{ detail: 'slots 0 are planned, and the dispenser lacks them' }]);
  await reports('D-3', [{ ...slot, slot: 0 }]);
  await reports('D-4', [slot]);
  expect(alarms()).toHaveLength(2);
});
