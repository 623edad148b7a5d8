import { expect, it } from 'vitest';
import { createOutboxStore } from '../../../server/projection/outbox-store.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { eventually } from '../../support/eventually.ts';
import { askInflux, influxBench, influxdOf, isRunning, totalsIn } from '../../support/influx-bench.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const weekMs = 7 * 86_400_000;
const auto = { influx: 'auto', env: { PATH: process.env.PATH } };

type Bench = Awaited<ReturnType<typeof serverBench>>;
interface Overview {
  readonly figures: { source: string; masksToday: number; masksTotal: number };
  readonly projection: { influx: string; waiting: number; rejected: number };
}
const overviewOf = async (bench: Bench) => (await (await bench.ask('/api/overview')).json()) as Overview;
/** Waits until InfluxDB answers, and has as many masks as the ledger booked. */
const drained = (bench: Bench) =>
  eventually('InfluxDB has everything', async () => {
    const [booked] = bench.rows<{ masks: number | null }>('SELECT SUM(pieces) AS masks FROM vends');
    const overview = await overviewOf(bench);
    const { figures, projection } = overview;
    const [aside] = bench.rows<{ masks: number | null }>(
      "SELECT SUM(pieces) AS masks FROM vends WHERE id IN (SELECT id FROM points_rejected WHERE kind = 'vend')",
    );
    const missing = aside?.masks ?? 0;
    const whole = figures.source === 'influxdb' && figures.masksTotal + missing === (booked?.masks ?? 0);
    return projection.waiting === 0 && whole && overview;
  });

async function machineOf(bench: Bench) {
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const journal = machineJournal();
  return {
    journal,
    async vend(count: number) {
      for (let n = 0; n < count; n++) journal.vend();
      const last = journal.entries.length;
      await machine.publish('journal', journal.message(journal.entries.slice(last - 2 * count)));
      await machine.acked(journal.epoch, last);
    },
  };
}

it('a point arrives once, though it is written twice', async () => {
  const dataDir = tempFolder();
  const first = await serverBench({ ...auto, dataDir });
  await (await machineOf(first)).vend(20);
  expect(await drained(first)).toMatchObject({
    figures: { source: 'influxdb', masksTotal: 100 },
  });
  await first.stop();
  // A server that died after InfluxDB took the points and before its ledger heard of it.
  const db = openDatabase(dataDir, undefined);
  createOutboxStore(db).refill();
  expect(createOutboxStore(db).counts().waiting).toBe(20);
  db.close();
  const second = await serverBench({ ...auto, dataDir });
  await drained(second);
  expect(await totalsIn(influxdOf(dataDir).url)).toEqual({ vends: 20, masks: 100 });
});

it('a point that InfluxDB refuses is set aside with an alarm, and all others go on', async () => {
  const dataDir = tempFolder();
  const influx = await influxBench(tempFolder());
  // InfluxDB holds a field to one type in each week's shard: in that week, every point of ours is of another type.
  await fetch(`${influx.url}/query?q=CREATE+DATABASE+maskfleet`, { method: 'POST' });
  const strange = `vend,machine=x items="text" ${Date.now() - 4 * weekMs}`;
  const written = await fetch(`${influx.url}/write?db=maskfleet&precision=ms`, {
    method: 'POST',
    body: strange,
  });
  expect(written.status).toBe(204);

  const off = await serverBench({ dataDir });
  const machine = await machineClient(off.mqttPort, 'izmir-01', off.enrol('izmir-01'));
  const journal = machineJournal();
  for (let n = 0; n < 50; n++) journal.vend();
  const send = async (from: number, to: number, ageMs: number) => {
    const message = journal.message(journal.entries.slice(from, to));
    await machine.publish('journal', { ...message, sent: { ...message.sent, uptimeMs: ageMs + to } });
    await machine.acked(journal.epoch, to);
  };
  await send(0, 40, 0);
  await send(40, 42, 4 * weekMs);
  await send(42, 100, 0);
  await off.stop();

  const bench = await serverBench({ dataDir, influx: influx.url });
  await drained(bench);
  expect((await overviewOf(bench)).projection).toEqual({ influx: 'up', waiting: 0, rejected: 1 });
  expect(await totalsIn(influx.url)).toEqual({ vends: 49, masks: 245 });
  expect(bench.rows("SELECT kind FROM alarms WHERE kind = 'point-rejected'")).toHaveLength(1);
  const [aside] = bench.rows<{ id: number; reason: string }>('SELECT id, reason FROM points_rejected');
  expect(aside).toMatchObject({ id: 21, reason: expect.stringContaining('conflict') });
  // The ledger's own books are whole.
  expect(bench.rows('SELECT SUM(pieces) AS masks FROM vends')).toEqual([{ masks: 250 }]);
});

it('a killed InfluxDB is started again and catches up; meanwhile the ledger answers', async () => {
  const bench = await serverBench(auto);
  const machine = await machineOf(bench);
  await machine.vend(10);
  await drained(bench);
  const killed = influxdOf(bench.dataDir);
  process.kill(killed.pid, 'SIGKILL');
  await machine.vend(30);
  const meanwhile = await overviewOf(bench);
  expect(meanwhile.figures.masksTotal).toBe(200);
  await eventually('another influxd', () => influxdOf(bench.dataDir).pid !== killed.pid);
  await drained(bench);
  expect(influxdOf(bench.dataDir).url).toBe(killed.url);
  expect(await totalsIn(killed.url)).toEqual({ vends: 40, masks: 200 });
  expect(await overviewOf(bench)).toMatchObject({ figures: { source: 'influxdb', masksTotal: 200 } });
  await bench.stop();
  expect(isRunning(influxdOf(bench.dataDir).pid)).toBe(false);
});

it('an InfluxDB that takes for ever to answer keeps no decision and no ack waiting, and is told everything once it goes on', async () => {
  const folder = tempFolder();
  const influx = await influxBench(folder);
  const bench = await serverBench({ influx: influx.url });
  const machine = await machineOf(bench);
  await machine.vend(10);
  await drained(bench);
  const { pid } = influxdOf(folder);
  process.kill(pid, 'SIGSTOP');
  try {
    const asking = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
    // Whatever comes to its end here did not wait for it: it stands still all the time.
    for (let n = 0; n < 3; n++) {
      await machine.vend(10);
      const question = asking.question();
      await asking.publish('authorize', question);
      await asking.decisionOf(question.txn);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await drained(bench);
  expect(await totalsIn(influx.url)).toEqual({ vends: 40, masks: 200 });
});

it('a database that was dropped is made again, and filled from the ledger', async () => {
  const bench = await serverBench(auto);
  const machine = await machineOf(bench);
  await machine.vend(30);
  await drained(bench);
  const { url } = influxdOf(bench.dataDir);
  await askInflux(url, 'DROP DATABASE maskfleet');
  // No figures are better than those of an empty database.
  expect((await overviewOf(bench)).figures).toMatchObject({ source: 'ledger', masksTotal: 150 });
  await machine.vend(1);
  await eventually('all points are back', async () => {
    const { vends } = await totalsIn(url).catch(() => ({ vends: 0 }));
    return vends === 31;
  });
  expect(await drained(bench)).toMatchObject({ figures: { masksTotal: 155 }, projection: { rejected: 0 } });
});

it('machines are served while InfluxDB was never there, and it is told everything once it is', async () => {
  const dataDir = tempFolder();
  const bench = await serverBench({ dataDir, influx: 'http://127.0.0.1:1' });
  await (await machineOf(bench)).vend(25);
  expect(await overviewOf(bench)).toMatchObject({
    figures: { source: 'ledger', masksTotal: 125 },
    projection: { influx: 'down' },
  });
  await bench.stop();
  const influx = await influxBench(tempFolder());
  const later = await serverBench({ dataDir, env: { INFLUX_URL: influx.url }, influx: 'auto' });
  await drained(later);
  expect(await totalsIn(influx.url)).toEqual({ vends: 25, masks: 125 });
});
