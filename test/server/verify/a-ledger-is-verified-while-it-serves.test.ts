import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { influxBench, totalsIn } from '../../support/influx-bench.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('verify tells each promise with its figures beside a running server, and ends with 1 where one is broken', async () => {
  const data = tempFolder();
  const { out } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const influx = await influxBench(tempFolder());
  const server = await startServerProcess(data, ['--influx', influx.url]);
  const machine = await machineClient(server.mqttPort, 'izmir-01', String(linesOf(out)[0]?.token));
  const epoch = randomUUID();
  const question = machine.question({ epoch });
  await machine.publish('authorize', question);
  expect((await machine.decisionOf(question.txn)).verdict).toBe('grant');
  const journal = machineJournal(epoch);
  const common = { txn: question.txn, slot: 0, product: 'adult', requested: 1 };
  journal.write(
    { type: 'vend.started', ...common, vendCounter: 0, authority: 'online', cards: [] },
    { type: 'vend.completed', ...common, dispensed: 1, fault: 0, vendCounter: 1 },
  );
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(epoch, 2);
  await eventually('the point is in InfluxDB', async () => {
    const { vends } = await totalsIn(influx.url).catch(() => ({ vends: 0 }));
    return vends === 1;
  });

  const verify = () => runServerCommand(['verify', '--json', '--data', data, '--influx', influx.url]);
  const whole = await verify();
  expect(linesOf(whole.out).map(({ invariant, breached }) => [invariant, breached])).toEqual(
    ['I1', 'I2', 'I3', 'I4', 'I5', 'I6'].map((name) => [name, 0]),
  );
  expect(whole.code).toBe(0);
  expect(linesOf(whole.out)[4]?.looked).toEqual({ 'days of a machine and product': 1 });

  await fetch(`${influx.url}/write?db=maskfleet`, {
    method: 'POST',
    body: 'vend,machine=izmir-01,product=adult pieces=5i 1',
  });
  const forged = await runServerCommand(['verify', '--data', data, '--influx', influx.url]);
  expect(forged.code).toBe(1);
  expect(forged.out).toMatch(
    /^BROKEN I5 .*\n\s+izmir-01 adult 1970-01-01: the ledger has 0 masks, InfluxDB 5$/m,
  );
  expect(forged.out).toMatch(/^holds {2}I1 /m);
});

it('a folder without a ledger, and an address that is none, are told as such', async () => {
  const data = tempFolder();
  const none = await runServerCommand(['verify', '--data', data]);
  expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/^DATA_NOT_WRITABLE: /) });
  await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const odd = await runServerCommand(['verify', '--data', data, '--influx', 'yes']);
  expect(odd).toMatchObject({ code: 2, err: expect.stringContaining('yes') });
});
