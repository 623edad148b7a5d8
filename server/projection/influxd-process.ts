import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Clock, sleep } from '../../protocol/base/clock.ts';
import { ServerError } from '../errors.ts';

/** How long influxd may take until it answers; with much data it reads for a while. */
const startDeadlineMs = 60_000;
/** How long one that was left behind may: it has read its data long ago. */
const takeOverDeadlineMs = 10_000;
const pollMs = 50;
/** A process that is stopped or hangs takes the connection and never answers. */
const pingTimeoutMs = 500;
const stopDeadlineMs = 10_000;

/** An influxd of ours, started here or by an earlier run. */
export interface InfluxProcess {
  readonly pid: number;
  readonly url: string;
  isRunning(): boolean;
}

/** The program, its configuration, and the file that says which process runs on it. */
export interface InfluxPaths {
  readonly program: string;
  readonly configPath: string;
  readonly pidPath: string;
}

/** Starts influxd and waits until it answers. @throws ServerError INFLUX_UNAVAILABLE, also where it was given up */
export async function launch(
  paths: InfluxPaths,
  url: string,
  clock: Clock,
  giveUp: AbortSignal,
): Promise<InfluxProcess> {
  const { program, configPath, pidPath } = paths;
  // Detached: an interrupt from the keyboard is the server's, which ends influxd when it is done itself.
  const child = spawn(program, ['-config', configPath], { stdio: 'ignore', detached: true });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const failed = new Promise<string>((resolveFailure) => {
    child.once('error', (error) => resolveFailure(error.message));
    child.once('exit', (code, signal) => resolveFailure(`it ended with ${code ?? signal}`));
  });
  writeFileSync(pidPath, JSON.stringify({ pid: child.pid, url }));
  const isWanted = () => isAlive() && !giveUp.aborted;
  const up = await Promise.race([answers({ url, configPath }, clock, startDeadlineMs, isWanted), failed]);
  if (up !== true || child.pid === undefined) {
    child.kill('SIGKILL');
    const reason = typeof up === 'string' ? up : 'no answer';
    throw new ServerError('INFLUX_UNAVAILABLE', `influxd (${program}) did not start: ${reason}`);
  }
  return { pid: child.pid, url, isRunning: isAlive };
}

/**
 * The influxd that an earlier run left behind, if it answers; one that hangs is ended, as it holds the files.
 * @throws ServerError INFLUX_UNAVAILABLE where it was given up before either was known
 */
export async function takeOver(
  paths: InfluxPaths,
  clock: Clock,
  log: Logger,
  giveUp: AbortSignal,
): Promise<InfluxProcess | undefined> {
  const left = leftBehind(paths);
  if (left === undefined) return undefined;
  const isWanted = () => left.isRunning() && !giveUp.aborted;
  if (await answers({ url: left.url, configPath: paths.configPath }, clock, takeOverDeadlineMs, isWanted)) {
    log.info({ influxd: left.pid, url: left.url }, 'took over the InfluxDB of an earlier run');
    return left;
  }
  if (giveUp.aborted)
    throw new ServerError('INFLUX_UNAVAILABLE', 'influxd was given up while it was looked for');
  log.warn({ influxd: left.pid }, 'the InfluxDB of an earlier run does not answer and is ended');
  await end(left, clock);
  return undefined;
}

/** Ends it, and waits until it is gone. */
export async function end({ pid, isRunning }: InfluxProcess, clock: Clock): Promise<void> {
  const endMs = clock.monotonic() + stopDeadlineMs;
  if (isRunning()) kill(pid, 'SIGTERM');
  while (isRunning()) {
    if (clock.monotonic() > endMs) kill(pid, 'SIGKILL');
    await sleep(clock, pollMs);
  }
}

function kill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself between the look and the signal.
  }
}

function leftBehind({ pidPath, configPath }: InfluxPaths): InfluxProcess | undefined {
  try {
    const { pid, url } = JSON.parse(readFileSync(pidPath, 'utf8')) as { pid: number; url: string };
    const left = { pid, url, isRunning: () => isOurs(pid, configPath) };
    return left.isRunning() ? left : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process is an influxd on our own configuration: a number alone may be anybody's by now. */
function isOurs(pid: number, configPath: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(configPath);
  } catch {
    return false;
  }
}

/**
 * Whether ours answers: a free port may be taken by somebody else's before ours binds it, and each says in its
 * variables how it was started.
 */
async function answers(
  { url, configPath }: { url: string; configPath: string },
  clock: Clock,
  deadlineMs: number,
  isWanted: () => boolean,
): Promise<boolean> {
  const endMs = clock.monotonic() + deadlineMs;
  while (clock.monotonic() < endMs && isWanted()) {
    const ok = await fetch(`${url}/debug/vars`, { signal: AbortSignal.timeout(pingTimeoutMs) })
      .then((response) => response.json() as Promise<{ cmdline?: unknown }>)
      .then(
        ({ cmdline }) => Array.isArray(cmdline) && cmdline.includes(configPath),
        () => false,
      );
    if (ok) return true;
    await sleep(clock, pollMs);
  }
  return false;
}
