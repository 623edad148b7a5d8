import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { databasePath } from '../../../server/store/open.ts';
import { eventually } from '../../support/eventually.ts';
import { type DiskFault, failDisk, ledgerPid } from '../../support/failing-disk.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { machineSystem } from '../../support/machine-system.ts';
import { serverBench } from '../../support/server-bench.ts';

const offline = { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 8 } as const;

const faults: readonly DiskFault[] = [
  { errno: 'EIO', calls: ['pwrite64', 'fdatasync', 'fsync'] },
  // It takes what is written, and fails to keep it.
  { errno: 'EIO', calls: ['fdatasync', 'fsync'] },
  { errno: 'EROFS', calls: ['pwrite64'] },
];

it('with EIO or EROFS from the disk nothing is acknowledged, the server is not ready, machines go by their offline rule, and all goes on once it is mended', async () => {
  const bench = await serverBench({ policy: { ...defaultPolicy, offline } });
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const real = await machineSystem({
    ...{ id: 'izmir-02', token: bench.enrol('izmir-02'), mqttPort: bench.mqttPort },
  });
  await real.serving();
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.vend()));
  await machine.acked(journal.epoch, 2);
  const readyz = async () => {
    const response = await fetch(`${bench.url}/readyz`);
    const { checks } = (await response.json()) as { checks: { reason?: string }[] };
    return { status: response.status, reason: checks[0]?.reason ?? '' };
  };
  const told = () => machine.messages.filter(({ topic }) => /decision|journal\/ack/.test(topic)).length;

  for (const [at, fault] of faults.entries()) {
    const known = journal.entries.length;
    const before = told();
    const mend = await failDisk(ledgerPid(), fault);
    for (let n = 0; n < 20; n++) journal.vend();
    const news = journal.message(journal.entries.slice(known));
    await machine.publish('journal', news);
    const question = machine.question({ cards: [{ scheme: 'uid', id: `04A1B2C3D4E5A${at}`, entry: 'tap' }] });
    await machine.publish('authorize', question);
    const shown = real.happenings.length;
    real.dispenser.card('uid', `04A1B2C3D4E5F${at}`, 'tap');
    await real.shows(/^No network: 5 masks today/, shown);
    const state = await readyz();
    expect(state.status).toBe(503);
    expect(state.reason).toMatch(/the ledger cannot be written/);
    expect(told()).toBe(before);

    await mend();
    await eventually('ready again', async () => (await readyz()).status === 200);
    await machine.publish('journal', news);
    await machine.acked(journal.epoch, journal.entries.length);
    await machine.publish('authorize', question);
    expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });
  }
  // What a bridge was not acknowledged it says again after ten seconds.
  await eventually('the offline vends are booked, each once', () => {
    const vends = bench.rows("SELECT * FROM vends WHERE machine = 'izmir-02' AND authority = 'offline'");
    return vends.length === faults.length;
  });
  expect(bench.rows("SELECT * FROM vends WHERE machine = 'izmir-01'")).toHaveLength(1 + 20 * faults.length);
  await bench.stop();
  const db = new Database(databasePath(bench.dataDir), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});
