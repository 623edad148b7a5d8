import { pino } from 'pino';
import { expect, it } from 'vitest';
import { simulatedClock, wallClock } from '../../../protocol/base/clock.ts';
import { chooseInflux } from '../../../server/projection/choose-influx.ts';
import { findInfluxd } from '../../../server/projection/influxd.ts';
import { eventually } from '../../support/eventually.ts';
import { influxBench, influxdOf, isRunning } from '../../support/influx-bench.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('auto without influxd on the path says in one line how to get it, and figures come from the ledger', async () => {
  const bench = await serverBench({ influx: 'auto', env: { PATH: '/nowhere:/tmp' } });
  const said = bench
    .logged()
    .split('\n')
    .filter((line) => line.includes('influxd'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('apt-get install influxdb');
  expect(said[0]).toContain('INFLUX_URL');
  const overview = await (await bench.ask('/api/overview')).json();
  expect(overview).toMatchObject({ figures: { source: 'ledger' }, projection: { influx: 'off' } });
});

it('off starts none, whatever is on the path or in INFLUX_URL', async () => {
  const env = { PATH: process.env.PATH, INFLUX_URL: 'http://127.0.0.1:1' };
  const bench = await serverBench({ influx: 'off', env });
  expect(await (await bench.ask('/api/overview')).json()).toMatchObject({
    projection: { influx: 'off' },
  });
  expect(() => influxdOf(bench.dataDir)).toThrow();
});

it('an INFLUX_URL that is none is told as a mistake, and a password in it is not repeated', async () => {
  const deps = { dataDir: '/nowhere', clock: wallClock(), log: pino({ level: 'silent' }) };
  const wrong = [
    '127.0.0.1:8086',
    'localhost',
    'http://',
    'ftp://user:secret@host',
    'http://user:secret@ho st:1',
  ];
  for (const url of wrong) {
    const error = thrownBy(() => chooseInflux('auto', { INFLUX_URL: url }, deps));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('INFLUX_URL') });
    expect(error.message).not.toContain('secret');
  }
  const given = chooseInflux('auto', { INFLUX_URL: 'http://user:secret@127.0.0.1:1/db' }, deps);
  expect(await given?.open(new AbortController().signal)).toBe('http://user:secret@127.0.0.1:1/db');
});

it('an influxd that does not start keeps no server from starting', async () => {
  const bench = await serverBench({ influx: 'auto', env: { PATH: `${import.meta.dirname}/broken` } });
  const ready = await fetch(`${bench.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.text()).toContain('InfluxDB does not answer');
});

it('one that takes its time keeps no machine waiting, and a server that is asked to end doesn’t wait for it either', async () => {
  const bench = await serverBench({ influx: 'auto', env: { PATH: `${import.meta.dirname}/slow:/bin` } });
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const question = machine.question();
  await machine.publish('authorize', question);
  await machine.decisionOf(question.txn);
  const { pid } = influxdOf(bench.dataDir);
  expect(isRunning(pid)).toBe(true);
  await bench.stop();
  await eventually('the end of influxd', () => !isRunning(pid));
});

it('an influxd that a killed server left behind is taken over, and ends with the next one', async () => {
  const data = tempFolder();
  const env = { PATH: process.env.PATH ?? '' };
  const first = await startServerProcess(data, ['--influx', 'auto'], env);
  await eventually('InfluxDB runs', () => first.out().includes('started a private InfluxDB'));
  const left = influxdOf(data);
  await first.end('SIGKILL');
  expect(isRunning(left.pid)).toBe(true);
  const second = await startServerProcess(data, ['--influx', 'auto'], env);
  await eventually('it is taken over', () =>
    second.out().includes('took over the InfluxDB of an earlier run'),
  );
  expect(influxdOf(data)).toEqual(left);
  expect(await second.end('SIGTERM')).toBe(0);
  expect(isRunning(left.pid)).toBe(false);
});

it('one that was left behind and hangs is ended, so that two never work on the same files', async () => {
  const folder = tempFolder();
  await influxBench(folder);
  const hanging = influxdOf(folder);
  process.kill(hanging.pid, 'SIGSTOP');
  // A clock that runs ahead: nobody waits for the deadlines of a real start.
  const quick = simulatedClock({ startMs: Date.now(), originMs: Date.now(), speed: 50 });
  const next = await influxBench(folder, quick);
  expect(isRunning(hanging.pid)).toBe(false);
  expect((await fetch(`${next.url}/ping`)).ok).toBe(true);
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

it('the path is searched in its order', () => {
  expect(findInfluxd(undefined)).toBeUndefined();
  expect(findInfluxd('')).toBeUndefined();
  expect(findInfluxd(`/nowhere:${process.env.PATH}`)).toBe(findInfluxd(process.env.PATH));
});
