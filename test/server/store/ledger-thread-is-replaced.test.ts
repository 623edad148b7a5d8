import type { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

/** Every worker thread that this process starts while the test runs. */
function threads(): Worker[] {
  const started: Worker[] = [];
  const note = (worker: Worker) => void started.push(worker);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  return started;
}

it('a server that lost its ledger’s thread says so, keeps its machines, and goes on with another', async () => {
  const started = threads();
  const bench = await serverBench();
  const token = bench.enrol('izmir-01');
  const machine = await machineClient(bench.mqttPort, 'izmir-01', token);
  const other = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.acked(journal.epoch, 2);

  // Nothing that its own client would ever send: the thread fails as it would at a mistake of its code.
  started[0]?.postMessage(null);
  const ready = await fetch(`${bench.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(JSON.stringify(await ready.json())).toContain('the ledger cannot be written');
  // What the end of a connection writes cannot be written now, and must not bring the server down.
  other.client.end(true);
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.publish('authorize', machine.question());

  await eventually('ready again', async () => (await fetch(`${bench.url}/readyz`)).status === 200);
  expect(started).toHaveLength(2);
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(journal.epoch, 4);
  expect(bench.rows('SELECT * FROM vends')).toHaveLength(2);
  expect(machine.client.connected).toBe(true);
});

it('a server is stopped in peace while its ledger’s thread is away', async () => {
  const started = threads();
  const bench = await serverBench();
  started[0]?.postMessage(null);
  await bench.stop();
  expect(started).toHaveLength(1);
});
