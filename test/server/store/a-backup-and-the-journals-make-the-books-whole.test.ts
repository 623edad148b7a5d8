import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { influxBench, totalsIn } from '../../support/influx-bench.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function enrolled() {
  const data = tempFolder();
  const { out } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  return { data, token: String(linesOf(out)[0]?.token) };
}

const booksOf = (data: string) => {
  const db = new Database(join(data, 'ledger.db'), { readonly: true });
  const books = db.prepare('SELECT COUNT(*) AS vends, COUNT(DISTINCT txn) AS txns FROM vends').get();
  db.close();
  return books as { vends: number; txns: number };
};

it('what machines did since a backup is told again, and stands in the books and in InfluxDB once', async () => {
  const { data, token } = await enrolled();
  const influx = await influxBench(tempFolder());
  const journal = machineJournal();
  const tell = async (port: number, vends: number) => {
    const machine = await machineClient(port, 'izmir-01', token);
    for (let n = 0; n < vends; n++) journal.vend();
    // From the first entry on, as a machine's disk keeps them: the server says from where it wants them.
    for (let at = 0; at < journal.entries.length; at += 50)
      await machine.publish('journal', journal.message(journal.entries.slice(at, at + 50)));
    await machine.acked(journal.epoch, journal.entries.length);
    machine.client.end(true);
  };
  const start = () => startServerProcess(data, ['--influx', influx.url]);
  const inInflux = (vends: number) =>
    // While it is emptied there is no database to ask.
    eventually(`${vends} vends in InfluxDB`, () =>
      totalsIn(influx.url).then(
        (totals) => totals.vends === vends,
        () => false,
      ),
    );

  const server = await start();
  await tell(server.mqttPort, 120);
  const file = join(tempFolder(), 'monday.db');
  const backup = await runServerCommand(['backup', file, '--data', data]);
  expect(backup).toMatchObject({ code: 0, err: expect.stringContaining('keys.json') });
  expect(linesOf(backup.out)[0]).toMatchObject({ file, vends: 120, bytes: statSync(file).size });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await tell(server.mqttPort, 80);
  await inInflux(200);

  const early = await runServerCommand(['restore', file, '--data', data]);
  expect(early).toMatchObject({ code: 1, err: expect.stringMatching(/^DATA_IN_USE: /) });
  await server.end('SIGKILL');
  const restored = await runServerCommand(['restore', file, '--data', data]);
  expect(linesOf(restored.out)[0]).toMatchObject({ vends: 120 });
  expect(booksOf(data)).toEqual({ vends: 120, txns: 120 });
  // The books that were there are kept, with what stood in their log.
  const kept = new Database(String(linesOf(restored.out)[0]?.kept), { readonly: true });
  expect(kept.prepare('SELECT COUNT(*) FROM vends').pluck().get()).toBe(200);
  kept.close();

  const again = await start();
  await inInflux(120);
  await tell(again.mqttPort, 0);
  expect(booksOf(data)).toEqual({ vends: 200, txns: 200 });
  await inInflux(200);
  expect((await totalsIn(influx.url)).masks).toBe(1_000);
});

describe('a backup', () => {
  it('never takes the place of a file that is there', async () => {
    const { data } = await enrolled();
    const file = join(tempFolder(), 'precious');
    writeFileSync(file, 'something');
    expect(await runServerCommand(['backup', file, '--data', data])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^BACKUP_EXISTS: .*precious/),
    });
    expect(readFileSync(file, 'utf8')).toBe('something');
  });

  it('that cannot be written leaves nothing behind, and says where', async () => {
    const { data } = await enrolled();
    const nowhere = await runServerCommand(['backup', '/proc/none/b', '--data', data]);
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/^BACKUP_FAILED: \/proc\/none\/b/) });
    const empty = await runServerCommand(['backup', join(data, 'b'), '--data', tempFolder()]);
    expect(empty).toMatchObject({ code: 1, err: expect.stringMatching(/^DATA_NOT_WRITABLE: .*no ledger/) });
    expect(readdirSync(data)).not.toContain('b.partial');
  });
});

describe('a restore', () => {
  async function backedUp() {
    const { data } = await enrolled();
    const server = await startServerProcess(data);
    await server.end('SIGTERM');
    const file = join(tempFolder(), 'backup.db');
    await runServerCommand(['backup', file, '--data', data]);
    return { data, file };
  }

  it('of a damaged or foreign file is refused, and the books stay as they are', async () => {
    const { data, file } = await backedUp();
    const before = readFileSync(join(data, 'ledger.db'));
    const bytes = readFileSync(file);
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 8_192);
    writeFileSync(file, bytes);
    const foreign = join(tempFolder(), 'text');
    writeFileSync(foreign, 'no database at all, but long enough to be looked at as one'.repeat(50));
    for (const one of [file, foreign, '/nowhere'])
      expect(await runServerCommand(['restore', one, '--data', data])).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^BACKUP_UNUSABLE: /),
      });
    expect(readFileSync(join(data, 'ledger.db')).equals(before)).toBe(true);
    expect(readdirSync(data).filter((name) => /restoring|before/.test(name))).toEqual([]);
  });

  it('beside other keys is refused: every card would begin anew', async () => {
    const { file } = await backedUp();
    const other = (await backedUp()).data;
    expect(await runServerCommand(['restore', file, '--data', other])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^KEYS_UNREADABLE: .*keys\.json/),
    });
    rmSync(join(other, 'keys.json'));
    expect((await runServerCommand(['restore', file, '--data', other])).err).toMatch(/^KEYS_UNREADABLE: /);
  });

  it('into an empty folder beside the right keys, and over books that are damaged, gives books that serve', async () => {
    const { data, file } = await backedUp();
    const fresh = tempFolder();
    copyFileSync(join(data, 'keys.json'), join(fresh, 'keys.json'));
    chmodSync(join(fresh, 'keys.json'), 0o600);
    expect(linesOf((await runServerCommand(['restore', file, '--data', fresh])).out)[0]).toMatchObject({
      kept: null,
    });
    writeFileSync(join(data, 'ledger.db'), 'ruined');
    writeFileSync(join(data, 'ledger.db-wal'), 'ruined too');
    expect((await runServerCommand(['restore', file, '--data', data])).code).toBe(0);
    for (const folder of [fresh, data]) {
      const server = await startServerProcess(folder);
      expect(await server.end('SIGTERM')).toBe(0);
    }
    expect(existsSync(join(data, 'ledger.db-wal'))).toBe(false);
  });
});

it('InfluxDB is emptied and filled from the ledger while the server runs, and says how far it is', async () => {
  const { data, token } = await enrolled();
  const influx = await influxBench(tempFolder());
  const server = await startServerProcess(data, ['--influx', influx.url]);
  const machine = await machineClient(server.mqttPort, 'izmir-01', token);
  const journal = machineJournal();
  for (let n = 0; n < 40; n++) journal.vend();
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(journal.epoch, 80);
  await eventually('all in InfluxDB', async () => (await totalsIn(influx.url)).vends === 40);
  // Points that no book knows.
  await fetch(`${influx.url}/write?db=maskfleet`, {
    method: 'POST',
    body: 'vend,machine=forged pieces=5i 1',
  });
  expect((await totalsIn(influx.url)).vends).toBe(41);
  const rebuilt = await runServerCommand(['influx', 'rebuild', '--data', data]);
  expect(rebuilt.code).toBe(0);
  expect(linesOf(rebuilt.out)[0]).toMatchObject({ rebuild: 'asked', vends: 40, by: 'the server that runs' });
  expect(linesOf(rebuilt.out).at(-1)).toMatchObject({ rebuild: 'running', waiting: 0 });
  expect(await totalsIn(influx.url)).toEqual({ vends: 40, masks: 200 });
});
