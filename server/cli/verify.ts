import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Type } from 'typebox';
import { ConfigError } from '../../protocol/base/config.ts';
import { ServerConfig } from '../config.ts';
import { influxProblem } from '../projection/choose-influx.ts';
import { connectInflux, type Influx } from '../projection/influx.ts';
import type { Finding } from '../verify/finding.ts';
import { verify } from '../verify/verify.ts';
import { readConfig } from './configuration.ts';
import { print, readDatabase } from './database.ts';

const Verify = Type.Object({
  data: ServerConfig.properties.data,
  influx: ServerConfig.properties.influx,
  json: Type.Boolean({
    default: false,
    description: 'One line of JSON for each promise',
    allowed: 'true or false',
  }),
});

/** `verify`: holds I1 to I6, also while the server runs; exit code 1 where one of them is broken. */
export async function runVerify(argv: readonly string[]): Promise<number> {
  const { data, influx, json } = readConfig(Verify, argv);
  const folder = resolve(data);
  return readDatabase(data, async (db) => {
    const findings = await verify(db, influxOf(influx, folder));
    for (const finding of findings) {
      if (json) print(finding);
      else process.stdout.write(`${inWords(finding)}\n`);
    }
    return findings.some(({ breached }) => breached > 0) ? 1 : 0;
  });
}

/** The one that is named, in the environment, or the private one of a server that runs on the folder. */
function influxOf(wish: string, dataDir: string): Influx | undefined {
  const problem = influxProblem(wish, process.env);
  if (problem !== undefined) throw new ConfigError([problem]);
  if (wish === 'off') return undefined;
  if (wish !== 'auto') return connectInflux(wish);
  if (process.env.INFLUX_URL) return connectInflux(process.env.INFLUX_URL);
  try {
    const noted = JSON.parse(readFileSync(join(dataDir, 'influxdb', 'influxd.json'), 'utf8')) as {
      url: string;
    };
    return connectInflux(noted.url);
  } catch {
    return undefined;
  }
}

function inWords({ invariant, promise, looked, breaches, breached, notLooked }: Finding): string {
  const counts = Object.entries(looked).map(([what, count]) => `${count} ${what}`);
  const head = `${breached === 0 ? 'holds ' : 'BROKEN'} ${invariant} ${promise}: ${counts.join(', ') || 'nothing to look at'}`;
  const more = breached > breaches.length ? [`… and ${breached - breaches.length} more`] : [];
  return [
    head,
    ...[...breaches, ...more].map((one) => `         ${one}`),
    ...notLooked.map((one) => `       not looked at: ${one}`),
  ].join('\n');
}
