import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../server/store/open.ts';
import { verify } from '../../../server/verify/verify.ts';
import { enrolCrowd, startCrowd } from '../../support/crowd.ts';
import { eventually } from '../../support/eventually.ts';
import { startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const machines = 500;
const [entries, atOnce] = [30, 10];
const withinMs = 10_000;

it('a server with 500 machines and a busy ledger ends within ten seconds of SIGTERM, keeps what it acknowledged, and the next one gets the rest from all of them, once', async () => {
  const data = tempFolder();
  enrolCrowd(data, machines);
  const first = await startServerProcess(data);
  let port = first.mqttPort;
  const crowd = startCrowd({ count: machines, entries, atOnce, port: () => port });
  onTestFinished(() => crowd.end());
  // All are there, and each of them has more on its way.
  await eventually('an ack for each machine', () => crowd.acked().size === machines, 60_000);
  const began = performance.now();
  const code = await first.end('SIGTERM');
  expect(performance.now() - began).toBeLessThan(withinMs);
  expect(code).toBe(0);
  const acked = crowd.acked();
  const total = () => [...crowd.acked().values()].reduce((sum, seq) => sum + seq, 0);
  expect(total()).toBeLessThan(machines * entries);

  const look = () => openDatabase(data, undefined);
  let db = look();
  const kept = db.prepare<[string, string], number>(
    'SELECT acked FROM epochs WHERE machine = ? AND epoch = ?',
  );
  for (const [id, seq] of acked)
    expect(kept.pluck().get(id, crowd.epochOf(id)), id).toBeGreaterThanOrEqual(seq);
  db.close();

  const second = await startServerProcess(data);
  port = second.mqttPort;
  await eventually('every entry is acknowledged', () => total() === machines * entries, 60_000);
  crowd.end();
  expect(await second.end('SIGTERM')).toBe(0);
  db = look();
  expect(db.prepare('SELECT COUNT(*) FROM entries').pluck().get()).toBe(machines * entries);
  expect(db.prepare('SELECT COUNT(*), COUNT(DISTINCT txn) FROM vends').raw().get()).toEqual([
    (machines * entries) / 2,
    (machines * entries) / 2,
  ]);
  const broken = (await verify(db, undefined)).filter(({ breached }) => breached > 0);
  expect(broken).toEqual([]);
  expect(db.prepare('SELECT MIN(dispensed), MAX(dispensed) FROM slots').raw().get()).toEqual([
    entries / 2,
    entries / 2,
  ]);
  db.close();
});
