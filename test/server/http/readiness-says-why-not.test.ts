import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import { openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { listenMqtt } from '../../../server/broker/listener.ts';
import { createReadiness } from '../../../server/readiness.ts';
import { openStore } from '../../../server/store/client.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const quiet = { onMessage() {}, onConnected() {}, onSubscribed() {}, onDisconnected() {}, onFault() {} };

interface Ready {
  readonly ready: boolean;
  readonly checks: readonly { name: string; ok: boolean; reason?: string }[];
}

async function readyz(url: string): Promise<Ready & { status: number }> {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, ...((await response.json()) as Ready) };
}

/** A disk of its own of a few MiB. */
function smallDisk(): string {
  const folder = tempFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0)
    throw new Error(`this test mounts a small disk and must run as root: ${mounted.stderr}`);
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Leaves no free block on the disk; returns how to give them back. */
function fill(folder: string): () => void {
  const path = join(folder, 'ballast');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path, Buffer.alloc(bavail * bsize));
  return () => rmSync(path);
}

it('a server is ready, part by part', async () => {
  const bench = await serverBench();
  expect(await readyz(bench.url)).toEqual({
    ...{ status: 200, ready: true },
    checks: [
      { name: 'ledger', ok: true },
      { name: 'broker', ok: true },
      { name: 'influxdb', ok: true },
    ],
  });
});

it('an InfluxDB that does not answer is told, and keeps no machine from being served', async () => {
  const bench = await serverBench({ influx: 'http://127.0.0.1:1' });
  const state = await readyz(bench.url);
  expect(state).toMatchObject({ status: 200, ready: true });
  expect(state.checks.at(-1)).toMatchObject({ name: 'influxdb', ok: false });
  expect(state.checks.at(-1)?.reason).toContain('does not answer');
});

it('a broker that does not listen is told, and makes the server not ready', async () => {
  const [clock, log] = [wallClock(), pino({ level: 'silent' })];
  const store = await openStore({ dataDir: tempFolder(), kind: 'wall', clock, log });
  onTestFinished(() => store.close());
  const broker = await createBroker(openAccess, quiet);
  onTestFinished(() => broker.close());
  const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
  const projection = () => ({ influx: 'off', waiting: 0, rejected: 0 }) as const;
  const readiness = createReadiness({
    ...{ store, projection, now: clock.now, brokerListens: () => listener.isListening },
  });
  expect(await readiness()).toMatchObject({ ready: true });
  await listener.close();
  const state = await readiness();
  expect(state).toMatchObject({ ready: false });
  expect(state.checks[1]).toEqual({ name: 'broker', ok: false, reason: 'the broker does not listen' });
});

it('with a full disk nothing is acknowledged or granted, readiness says why, and all goes on once there is room', async () => {
  const dataDir = smallDisk();
  const bench = await serverBench({ dataDir });
  const token = bench.enrol('izmir-01');
  const machine = await machineClient(bench.mqttPort, 'izmir-01', token);
  const leaving = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.acked(journal.epoch, 2);

  const makeRoom = fill(dataDir);
  for (let n = 0; n < 50; n++) journal.vend();
  await machine.publish('journal', journal.message(journal.entries.slice(0, 100)));
  const question = machine.question();
  await machine.publish('authorize', question);
  const state = await eventually('not ready', async () => {
    const now = await readyz(bench.url);
    return now.ready ? undefined : now;
  });
  expect(state.status).toBe(503);
  expect(state.checks[0]?.reason).toMatch(/cannot be written.*(full|disk)/);
  // What the end of a connection writes cannot be written either; the server must bear it.
  leaving.client.end(true);
  expect((await fetch(`${bench.url}/healthz`)).status).toBe(200);
  expect(machine.messages.filter(({ topic }) => /decision|ack/.test(topic))).toHaveLength(1);

  makeRoom();
  await eventually('ready again', async () => (await readyz(bench.url)).ready);
  await machine.publish('journal', journal.message(journal.entries.slice(0, 100)));
  await machine.acked(journal.epoch, 100);
  await machine.publish('authorize', question);
  expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });
  expect(bench.rows('SELECT * FROM vends')).toHaveLength(50);
});
