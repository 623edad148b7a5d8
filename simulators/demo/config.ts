import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { loadConfig } from '../../protocol/base/config.ts';
import { sites } from '../city/sites.ts';

/** Flags of `npm run demo`; also `MASKFLEET_DEMO_…` in the environment, and `--config FILE`. */
export const DemoConfig = Type.Object({
  data: Type.String({
    minLength: 1,
    default: '.demo',
    description: 'the folder of everything that the demo keeps',
    allowed: 'a path; a second run goes on from it',
  }),
  http: Type.String({
    default: '127.0.0.1:8080',
    pattern: '^\\S+:\\d+$',
    description: 'where the pages are served',
    allowed: 'HOST:PORT of the pages',
  }),
  machines: Type.Integer({
    minimum: 1,
    maximum: sites.length,
    default: sites.length,
    description: 'how many of the sites have a machine',
    allowed: `1 to ${sites.length}`,
  }),
  speed: Type.Number({
    minimum: 1,
    maximum: 10_000,
    default: 1,
    description: 'how fast the city runs; 1 is the wall clock, anything else a simulated one',
    allowed: '1 to 10000',
  }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 0xffff_ffff,
    default: 1,
    description: 'who lives in the city',
    allowed: 'a whole number: the same citizens live in the city again',
  }),
  policy: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'the policy: a file (YAML), or an example of docs/examples',
      allowed: 'a path, or a name as taiwan',
    }),
  ),
  influx: Type.String({
    pattern: '^(auto|off|https?://\\S+)$',
    default: 'auto',
    description: 'as of the server',
    allowed: 'auto, off, or http://host:port[/database]',
  }),
  install: Type.Boolean({
    default: false,
    description: 'installs InfluxDB with apt-get where it is missing',
    allowed: 'true or false',
  }),
});
export type DemoConfig = Readonly<Static<typeof DemoConfig>>;

/** @throws ConfigError with every mistake at once. */
export function readDemoConfig(argv: readonly string[]): DemoConfig {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  return loadConfig(DemoConfig, { argv, env: process.env, envPrefix: 'MASKFLEET_DEMO', readFile });
}
