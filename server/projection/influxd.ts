import { accessSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { freePort, influxConfig } from './influxd-config.ts';
import { end, launch, takeOver } from './influxd-process.ts';

/** A private InfluxDB of this server alone. */
export interface PrivateInflux {
  readonly url: string;
  stop(): Promise<void>;
}

/** How often it is seen to that it still runs: also the pause between starts that fail. */
const watchMs = 1_000;

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
 * Runs influxd under the data folder, on a free port of the loopback interface, and starts it again where it ends by
 * itself. One that a killed server left behind is taken over, so that two never work on the same files. Answers that take long are waited
 * for until `giveUp`.
 * @throws ServerError INFLUX_UNAVAILABLE
 */
export async function startInfluxd(
  program: string,
  dataDir: string,
  clock: Clock,
  log: Logger,
  giveUp: AbortSignal = new AbortController().signal,
): Promise<PrivateInflux> {
  const folder = resolve(dataDir, 'influxdb');
  makeFolder(folder, 0o700);
  const paths = { program, configPath: join(folder, 'influxdb.conf'), pidPath: join(folder, 'influxd.json') };

  let running = await takeOver(paths, clock, log, giveUp);
  if (running === undefined) {
    const [port, rpcPort] = [await freePort(), await freePort()];
    writeFileSync(paths.configPath, influxConfig(folder, port, rpcPort));
    running = await launch(paths, `http://127.0.0.1:${port}`, clock, giveUp);
    log.info({ influxd: running.pid, url: running.url }, 'started a private InfluxDB');
  }
  const { url } = running;
  let current = running;
  let timer: Timer | undefined;
  let looking: Promise<void> | undefined;
  const stopping = new AbortController();

  function watch(): void {
    if (stopping.signal.aborted) return;
    timer = clock.after(watchMs, () => {
      looking = look().finally(watch);
    });
  }

  async function look(): Promise<void> {
    if (current.isRunning()) return;
    log.warn({ influxd: current.pid }, 'the private InfluxDB has ended and is started again');
    try {
      current = await launch(paths, url, clock, stopping.signal);
    } catch (error) {
      log.error({ error: messageOf(error) }, 'the private InfluxDB could not be started again');
    }
  }

  watch();
  return {
    url,
    async stop() {
      stopping.abort();
      timer?.cancel();
      await looking;
      await end(current, clock);
    },
  };
}
