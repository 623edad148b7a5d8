import { expect, it } from 'vitest';
import type { OfflineReport } from '../../../protocol/http/offline.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { linesOf, runServerCommand } from '../../support/server-process.ts';

it('the command line tells the same report as the API, in words too, while the server runs; a question that is none is told', async () => {
  const offline = { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 8 } as const;
  const bench = await serverBench({ policy: { ...defaultPolicy, offline } });
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.acked(journal.epoch, 2);

  const asked = await bench.ask('/api/offline-report', {}, 'analyst');
  expect(asked.status).toBe(200);
  const report = (await asked.json()) as OfflineReport;
  expect(report).toMatchObject({ vends: 1, given: 5, kept: true, machines: [{ machine: 'izmir-01' }] });
  const refused = await bench.ask('/api/offline-report?from=2026-02-31');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 'DATES_INVALID' });

  const command = (...flags: string[]) => runServerCommand(['offline', ...flags, '--data', bench.dataDir]);
  const told = await command('report', '--json', '--machine', 'izmir-01');
  expect({ code: told.code, report: linesOf(told.out)[0] }).toEqual({ code: 0, report });
  expect((await command('report')).out).toMatch(
    /1 vends without a network, 5 masks\n.*\nkept {3}izmir-01: 5 masks to 0 cards.*\n.*\nthe bound was kept\n/,
  );
  expect(await command('report', '--from', '2026-02-31')).toMatchObject({ code: 2 });
  expect(await command('rapport')).toMatchObject({ code: 2, err: expect.stringContaining('offline report') });
});
