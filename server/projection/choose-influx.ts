import type { Logger } from 'pino';
import type { Clock } from '../../protocol/base/clock.ts';
import { ServerError } from '../errors.ts';
import { findInfluxd, type PrivateInflux, startInfluxd } from './influxd.ts';

/** Where an InfluxDB is to be had. */
export interface InfluxSource {
  /**
   * Its URL, once it is there: a private one is started, which may take a while. May be asked again after a failure.
   * @throws ServerError INFLUX_UNAVAILABLE, also where `giveUp` came first
   */
  open(giveUp: AbortSignal): Promise<string>;
  /** Ends it where it is ours. */
  stop(): Promise<void>;
}

/** How to get an InfluxDB, in one line. */
const howToGet =
  'figures come from the ledger alone; for InfluxDB install it ("apt-get install influxdb") or set INFLUX_URL';

/**
 * `off`: none. A URL: that one. `auto`: the one in INFLUX_URL, else the influxd on the path as a private one, else
 * none, with one line that says how to get it.
 * @throws ServerError CONFIG_INVALID for a URL that is none.
 */
export function chooseInflux(
  wish: string,
  env: Readonly<Record<string, string | undefined>>,
  deps: { dataDir: string; clock: Clock; log: Logger },
): InfluxSource | undefined {
  if (wish === 'off') return undefined;
  const given = wish === 'auto' ? env.INFLUX_URL : wish;
  if (given !== undefined && given !== '') {
    checkUrl(given, wish === 'auto' ? 'INFLUX_URL' : '--influx');
    return { open: async () => given, stop: async () => {} };
  }
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
    stop: async () => running?.stop(),
  };
}

function checkUrl(text: string, source: string): void {
  if (/^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text)) return;
  // The text may hold a password: only where it stands is said.
  throw new ServerError(
    'CONFIG_INVALID',
    `${source} is no URL: allowed is http://[user:password@]host:port[/database]`,
  );
}
