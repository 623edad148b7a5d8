import type { Logger } from 'pino';
import type { Clock } from '../../protocol/base/clock.ts';
import { ConfigError, type ConfigProblem } from '../../protocol/base/config.ts';
import { findInfluxd, type PrivateInflux, startInfluxd } from './influxd.ts';

/** Where an InfluxDB is to be had. */
export interface InfluxSource {
  /**
   * Its URL, once it is there: a private one is started, which may take a while. May be asked again after a failure.
   * @throws ServerError INFLUX_UNAVAILABLE, also where `giveUp` came first
   */
  open(giveUp: AbortSignal): Promise<string>;
  /** Its URL, as far as it is known; undefined while a private one was not started yet. */
  url(): string | undefined;
  /** Ends it where it is ours. */
  stop(): Promise<void>;
}

/** How to get an InfluxDB, in one line. */
const howToGet =
  'figures come from the ledger alone; for InfluxDB install it ("apt-get install influxdb") or set INFLUX_URL';

/**
 * `off`: none. A URL: that one. `auto`: the one in INFLUX_URL, else the influxd on the path as a private one, else
 * none, with one line that says how to get it.
 * @throws ConfigError for a URL that is none.
 */
export function chooseInflux(
  wish: string,
  env: Readonly<Record<string, string | undefined>>,
  deps: { dataDir: string; clock: Clock; log: Logger },
): InfluxSource | undefined {
  if (wish === 'off') return undefined;
  const problem = influxProblem(wish, env);
  if (problem !== undefined) throw new ConfigError([problem]);
  const given = wish === 'auto' ? env.INFLUX_URL : wish;
  if (given !== undefined && given !== '')
    return { open: async () => given, url: () => given, stop: async () => {} };
  const program = findInfluxd(env.PATH);
  if (program === undefined) {
    deps.log.warn(`no influxd on the path: ${howToGet}`);
    return undefined;
  }
  let running: PrivateInflux | undefined;
  return {
    async open(giveUp) {
      running ??= await startInfluxd(program, deps.dataDir, deps.clock, deps.log, giveUp);
      return running.url;
    },
    url: () => running?.url,
    stop: async () => running?.stop(),
  };
}

/** What is wrong with the URL that is wished for, or with the one in INFLUX_URL; undefined where it is one. */
export function influxProblem(
  wish: string,
  env: Readonly<Record<string, string | undefined>>,
): ConfigProblem | undefined {
  const isAuto = wish === 'auto';
  const given = isAuto ? (env.INFLUX_URL ?? '') : wish;
  if (wish === 'off' || given === '') return undefined;
  if (/^https?:\/\/[^\s/]+/.test(given) && URL.canParse(given)) return undefined;
  return {
    key: isAuto ? 'INFLUX_URL' : 'influx',
    source: isAuto ? 'environment INFLUX_URL' : 'configuration',
    // It may hold a password.
    value: '(not shown)',
    allowed: 'http://[user:password@]host:port[/database]',
  };
}
