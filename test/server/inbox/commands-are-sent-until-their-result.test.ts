import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createCommandStore } from '../../../server/fleet/command-store.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

async function start() {
  const bench = await serverBench();
  const token = bench.enrol('izmir-01');
  /** Gives a command as the command line does, from another process's connection. */
  const give = (validMs: number, machine = 'izmir-01') => {
    const db = openDatabase(bench.dataDir, undefined);
    const createdAtMs = Date.now();
    const id = randomUUID();
    const command = { id, machine, name: 'display', args: { text: 'hello', seconds: 5 } } as const;
    createCommandStore(db).add({ ...command, createdAtMs, expiresAtMs: createdAtMs + validMs });
    db.close();
    return id;
  };
  return { bench, give, connect: () => machineClient(bench.mqttPort, 'izmir-01', token) };
}
const isCommand = ({ topic }: { topic: string }) => topic.endsWith('/command');

it('a command reaches a machine that is connected, and one that comes later', async () => {
  const { give, connect } = await start();
  const early = give(60_000);
  const machine = await connect();
  const first = await machine.next('/command', ({ id }) => id === early);
  expect(first).toMatchObject({ name: 'display', args: { text: 'hello', seconds: 5 } });
  expect(first.validMs).toBeLessThanOrEqual(60_000);
  expect(first.validMs).toBeGreaterThan(50_000);
  const later = give(60_000);
  await machine.next('/command', ({ id }) => id === later);
  // Within one connection each is told once.
  expect(machine.messages.filter(isCommand)).toHaveLength(2);
});

it('it is sent again at each subscription until its result came', async () => {
  const { bench, give, connect } = await start();
  const id = give(60_000);
  for (let round = 0; round < 2; round++) {
    const machine = await connect();
    await machine.next('/command', (value) => value.id === id);
    if (round === 1) {
      const result = { id: id.toUpperCase(), ok: true, at: new Date().toISOString() };
      await machine.publish('command/result', result);
      await eventually(
        'the result',
        () => bench.rows('SELECT * FROM commands WHERE result IS NOT NULL').length === 1,
      );
    }
    await machine.client.endAsync();
  }
  const again = await connect();
  await again.next('/desired');
  const other = give(60_000);
  await again.next('/command', (value) => value.id === other);
  expect(again.messages.filter(isCommand).map(({ value }) => value.id)).toEqual([other]);
});

it('it is never sent once it has expired, nor to another machine', async () => {
  const { bench, give, connect } = await start();
  const expired = give(1);
  bench.enrol('izmir-02');
  const foreign = give(60_000, 'izmir-02');
  await eventually(
    'it has expired',
    () => bench.rows('SELECT 1 FROM commands WHERE expires_at < ?', Date.now()).length,
  );
  const machine = await connect();
  const open = give(60_000);
  await machine.next('/command', ({ id }) => id === open);
  expect(machine.messages.filter(isCommand).map(({ value }) => value.id)).toEqual([open]);
  expect([expired, foreign]).not.toContain(open);
});

it('a result of another machine’s command, or one that is not of the contract, closes nothing', async () => {
  const { bench, give, connect } = await start();
  bench.enrol('izmir-02');
  const foreign = give(60_000, 'izmir-02');
  const machine = await connect();
  const at = new Date().toISOString();
  await machine.publish('command/result', { id: foreign, ok: true, at });
  await machine.publish('command/result', { id: foreign, ok: 'yes', at });
  await eventually(
    'it was counted',
    async () => (await bench.metric('maskfleet_invalid_messages_total')) === 1,
  );
  expect(bench.rows('SELECT * FROM commands WHERE result IS NOT NULL')).toEqual([]);
});
