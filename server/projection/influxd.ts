import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, sleep } from '../../protocol/base/clock.ts';
import { ServerError } from '../errors.ts';

/** A private InfluxDB of this server alone. */
export interface PrivateInflux {
  readonly url: string;
  stop(): Promise<void>;
}

/** How long influxd may take until it answers; with much data it reads for a while. */
const startDeadlineMs = 60_000;
const pollMs = 50;
const stopDeadlineMs = 10_000;

/** The influxd on the path, if there is one. */
export function findInfluxd(path: string | undefined): string | undefined {
  for (const folder of (path ?? '').split(delimiter)) {
    const file = join(folder, 'influxd');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: the next one.
    }
  }
  return undefined;
}

/**
 * Runs influxd under the data folder, on a free port of the loopback interface. One that a killed server left
 * behind is taken over, so that two never work on the same files.
 * @throws ServerError INFLUX_UNAVAILABLE
 */
export async function startInfluxd(
  program: string,
  dataDir: string,
  clock: Clock,
  log: Logger,
): Promise<PrivateInflux> {
  const folder = resolve(dataDir, 'influxdb');
  const configPath = join(folder, 'influxdb.conf');
  const pidPath = join(folder, 'influxd.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  const left = leftBehind(pidPath, configPath);
  if (
    left !== undefined &&
    (await answers(left.url, clock, startDeadlineMs, () => isRunning(left.pid, configPath)))
  ) {
    log.info({ influxd: left.pid, url: left.url }, 'took over the InfluxDB of an earlier run');
    return { url: left.url, stop: () => end(left.pid, clock, () => isRunning(left.pid, configPath)) };
  }

  const [port, rpcPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(configPath, influxConfig(folder, port, rpcPort));
  const child = spawn(program, ['-config', configPath], { stdio: 'ignore', detached: true });
  const failed = new Promise<string>((resolveFailure) => {
    child.once('error', (error) => resolveFailure(error.message));
    child.once('exit', (code, signal) => resolveFailure(`it ended with ${code ?? signal}`));
  });
  writeFileSync(pidPath, JSON.stringify({ pid: child.pid, url }));
  const up = await Promise.race([
    answers(url, clock, startDeadlineMs, () => child.exitCode === null),
    failed,
  ]);
  if (up !== true) {
    child.kill();
    throw new ServerError(
      'INFLUX_UNAVAILABLE',
      `influxd (${program}) did not start: ${up === false ? 'no answer' : up}`,
    );
  }
  log.info({ influxd: child.pid, url }, 'started a private InfluxDB');
  return { url, stop: () => stopChild(child, clock) };
}

function influxConfig(folder: string, port: number, rpcPort: number): string {
  const path = (name: string) => JSON.stringify(join(folder, name));
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = ${path('meta')}
[data]
dir = ${path('data')}
wal-dir = ${path('wal')}
index-version = "tsi1"
query-log-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
[monitor]
store-enabled = false
[logging]
level = "warn"
`;
}

function leftBehind(pidPath: string, configPath: string): { pid: number; url: string } | undefined {
  try {
    const { pid, url } = JSON.parse(readFileSync(pidPath, 'utf8')) as { pid: number; url: string };
    return isRunning(pid, configPath) ? { pid, url } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process is an influxd on our own configuration: a number alone may be anybody's by now. */
function isRunning(pid: number, configPath: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(configPath);
  } catch {
    return false;
  }
}

async function answers(
  url: string,
  clock: Clock,
  deadlineMs: number,
  alive: () => boolean,
): Promise<boolean> {
  const endMs = clock.monotonic() + deadlineMs;
  while (clock.monotonic() < endMs && alive()) {
    const ok = await fetch(`${url}/ping`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return true;
    await sleep(clock, pollMs);
  }
  return false;
}

async function stopChild(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.pid === undefined) return;
  await end(child.pid, clock, () => child.exitCode === null && child.signalCode === null);
}

async function end(pid: number, clock: Clock, alive: () => boolean): Promise<void> {
  const endMs = clock.monotonic() + stopDeadlineMs;
  if (alive()) process.kill(pid, 'SIGTERM');
  while (alive()) {
    if (clock.monotonic() > endMs) process.kill(pid, 'SIGKILL');
    await sleep(clock, pollMs);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
