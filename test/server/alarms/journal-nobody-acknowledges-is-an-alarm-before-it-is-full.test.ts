import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { journalLimits } from '../../../firmware-bridge/journal/limits.ts';
import type { AlarmList } from '../../../protocol/http/alarms.ts';
import { createMachineStore } from '../../../server/fleet/machine-store.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { eventually } from '../../support/eventually.ts';
import { machineSystem } from '../../support/machine-system.ts';
import { serverBench } from '../../support/server-bench.ts';

it('a quarantined machine’s journal raises the alarm at four fifths, and once an operator has decided, it drains, the alarm ends and masks are given', async () => {
  const bench = await serverBench();
  const id = 'izmir-01';
  const real = await machineSystem({
    ...{ id, token: bench.enrol(id), mqttPort: bench.mqttPort },
    limits: { ...journalLimits, maxUnackedEntries: 15 },
  });
  await real.serving();
  // As the server does when a journal tells two things under one name.
  const db = openDatabase(bench.dataDir, undefined);
  createMachineStore(db).quarantine(id);
  db.close();
  const filling = async () => {
    const { alarms } = (await (await bench.ask(`/api/alarms?machine=${id}`)).json()) as AlarmList;
    return alarms.find(({ kind }) => kind === 'journal-filling');
  };
  const isOpen = () => {
    const [row] = bench.rows<{ state: string }>('SELECT state FROM machine_reports');
    return (JSON.parse(row?.state ?? '{}') as { doorOpen?: boolean }).doorOpen;
  };
  for (let n = 0; n < 20 && (await filling()) === undefined; n++) {
    real.dispenser.door(n % 2 === 0);
    await eventually('the server hears of the door', () => isOpen() === (n % 2 === 0));
  }
  const alarm = await eventually('the alarm', filling);
  expect(alarm).toMatchObject({
    clearedAt: null,
    detail: expect.stringMatching(/8\d % of what the journal may hold/),
  });

  real.dispenser.door(false);
  const shown = real.happenings.length;
  const decided = await bench.ask(`/api/machines/${id}/quarantine`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: randomUUID(), verdict: 'accepted', reason: 'one machine, and no clone' }),
  });
  expect(decided.status).toBe(200);
  await eventually('the alarm has ended', async () => (await filling())?.clearedAt !== null);
  real.dispenser.card('uid', '04A1B2C3D4E5F6', 'tap');
  await real.shows(/^Take your 5 masks/, shown);
  expect(await filling()).toMatchObject({ id: alarm.id });
});
