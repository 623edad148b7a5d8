import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** The processes that owned the ledger so far, as a server's log tells them. */
function ledgersOf(log: string): number[] {
  return [...log.matchAll(/"ledger":(\d+)/g)].map(([, pid]) => Number(pid));
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a server that lost its ledger’s process says so, keeps its machines, and goes on with another', async () => {
  const bench = await serverBench();
  const token = bench.enrol('izmir-01');
  const machine = await machineClient(bench.mqttPort, 'izmir-01', token);
  const other = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const third = await machineClient(bench.mqttPort, 'izmir-03', bench.enrol('izmir-03'));
  const online = () =>
    bench
      .rows<{ machine: string }>('SELECT machine FROM machine_reports WHERE online = 1')
      .map(({ machine: id }) => id);
  await other.publish('presence', other.birth());
  await eventually('a birth', () => online().includes('izmir-02'));
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.acked(journal.epoch, 2);

  process.kill(ledgersOf(bench.logged())[0] as number, 'SIGKILL');
  const ready = await fetch(`${bench.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(JSON.stringify(await ready.json())).toContain('the ledger cannot be written');
  // Each is said once: what cannot be written now must not bring the server down, and has to be written later.
  other.client.end(true);
  await third.publish('presence', third.birth());
  await third.publish('state', { ...third.state(), serialNo: 'D-while-away' });
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.publish('authorize', machine.question());

  await eventually('ready again', async () => (await fetch(`${bench.url}/readyz`)).status === 200);
  expect(ledgersOf(bench.logged())).toHaveLength(2);
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(journal.epoch, 4);
  expect(bench.rows('SELECT * FROM vends')).toHaveLength(2);
  expect(machine.client.connected).toBe(true);
  await eventually('who is there', () => online().join() === 'izmir-03');
  await eventually('what it said', () =>
    bench
      .rows<{ state: string | null }>("SELECT state FROM machine_reports WHERE machine = 'izmir-03'")[0]
      ?.state?.includes('D-while-away'),
  );
});

it('a server is stopped in peace while its ledger’s process is away', async () => {
  const bench = await serverBench();
  process.kill(ledgersOf(bench.logged())[0] as number, 'SIGKILL');
  await bench.stop();
  expect(ledgersOf(bench.logged())).toHaveLength(1);
});

it('the ledger’s process outlives a signal to the whole group, and ends with its server, however that ends', async () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const server = await startServerProcess(tempFolder());
    const [ledger] = ledgersOf(server.out()) as [number];
    process.kill(ledger, 'SIGINT');
    process.kill(ledger, 'SIGTERM');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await server.end(signal);
    await eventually('the end of the ledger’s process', () => !isRunning(ledger));
    expect(ledgersOf(server.out())).toHaveLength(1);
  }
});
