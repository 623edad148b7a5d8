import type { Logger } from 'pino';
import type { Clock } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { findInfluxd, startInfluxd } from './influxd.ts';

/** An InfluxDB to use; `stop` ends it where it is ours. */
export interface ChosenInflux {
  readonly url: string;
  stop(): Promise<void>;
}

/** How to get an InfluxDB, in one line. */
const howToGet =
  'figures come from the ledger alone; for InfluxDB install it ("apt-get install influxdb") or set INFLUX_URL';

/**
 * `off`: none. A URL: that one. `auto`: the one in INFLUX_URL, else the influxd on the path as a private one, else
 * none, with one line that says how to get it. An influxd that does not start never keeps the server from starting.
 * @throws ServerError CONFIG_INVALID for a URL that is none.
 */
export async function chooseInflux(
  wish: string,
  env: Readonly<Record<string, string | undefined>>,
  deps: { dataDir: string; clock: Clock; log: Logger },
): Promise<ChosenInflux | undefined> {
  if (wish === 'off') return undefined;
  const given = wish === 'auto' ? env.INFLUX_URL : wish;
  if (given !== undefined && given !== '') {
    checkUrl(given, wish === 'auto' ? 'INFLUX_URL' : '--influx');
    return { url: given, stop: async () => {} };
  }
  const program = findInfluxd(env.PATH);
  if (program === undefined) {
    deps.log.warn(`no influxd on the path: ${howToGet}`);
    return undefined;
  }
  return startInfluxd(program, deps.dataDir, deps.clock, deps.log).catch((error: unknown) => {
    deps.log.error({ error: messageOf(error) }, `influxd could not be started: ${howToGet}`);
    return undefined;
  });
}

function checkUrl(text: string, source: string): void {
  if (/^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text)) return;
  // The text may hold a password: only where it stands is said.
  throw new ServerError(
    'CONFIG_INVALID',
    `${source} is no URL: allowed is http://[user:password@]host:port[/database]`,
  );
}
