import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Clock, parseSimulatedClock, simulatedClock, wallClock } from '../../protocol/base/clock.ts';
import { ConfigError } from '../../protocol/base/config.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { isLoopback, parseAddress, ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { defaultPolicy } from '../policy/default.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/parse.ts';
import { startServer } from '../server.ts';
import { ownPages, readConfig, untilAskedToEnd } from './configuration.ts';

/** Runs the server until it is asked to end. */
export async function runServe(argv: readonly string[]): Promise<number> {
  const config = readConfig(ServerConfig, argv);
  const log = pino({ level: config.logLevel });
  const [http, mqtt] = [parseAddress(config.http), parseAddress(config.mqtt)];
  for (const [key, address] of Object.entries({ http, mqtt })) {
    if (isLoopback(address)) continue;
    const what = `--${key} ${address.host}:${address.port} can be reached from other machines, without encryption`;
    if (!config.insecure)
      throw new ServerError('NOT_LOOPBACK', `${what}: use a loopback address, or say --insecure`);
    log.warn(`${what}: for a closed test network only`);
  }
  const policy = readPolicy(config.policy);
  const clock = readClock(config.simulated);
  const pagesDir = resolve(config.pages ?? ownPages);
  if (config.pages === undefined) await buildPages(log);

  const { simulated, influx, data, mapTiles, mapAttribution: attribution } = config;
  const server = await startServer({
    ...{ http, mqtt, influx, policy, pagesDir, clock, log },
    dataDir: resolve(data),
    simulated: simulated !== undefined,
    insecure: [http, mqtt].some((address) => !isLoopback(address)),
    wall: wallClock(),
    tiles: mapTiles === undefined ? null : { url: mapTiles, attribution },
    env: process.env,
  });
  const show = ({ host, port }: { host: string; port: number }) =>
    `${host.includes(':') ? `[${host}]` : host}:${port}`;
  log.info({ http: `http://${show(server.http)}`, mqtt: `mqtt://${show(server.mqtt)}` }, 'serving');
  const signal = await untilAskedToEnd();
  log.info({ signal }, 'ending');
  await server.stop();
  log.info('ended');
  return 0;
}

function readPolicy(path: string | undefined): PolicyDocument {
  if (path === undefined) return defaultPolicy;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const value = `${path} (${messageOf(error)})`;
    throw new ConfigError([{ key: 'policy', source: '--policy', value, allowed: 'a readable YAML file' }]);
  }
  return parsePolicy(text, path);
}

function readClock(spec: string | undefined): Clock {
  if (spec === undefined) return wallClock();
  const parsed = parseSimulatedClock(spec, Date.now());
  if (parsed) return simulatedClock(parsed);
  const allowed = 'START,SPEED[,ORIGIN], e.g. 2020-05-20T06:00:00Z,60';
  throw new ConfigError([{ key: 'simulated', source: '--simulated', value: spec, allowed }]);
}

/** Builds the pages of a checkout where they are stale. Machines are served whether or not that succeeds. */
async function buildPages(log: Logger): Promise<void> {
  const script = join(ownPages, '..', 'bin', 'build.js');
  if (!existsSync(script)) return;
  const child = spawn(process.execPath, [script, '--if-stale'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) log.error({ said: said.join('').slice(-500) }, 'the pages could not be built');
}
