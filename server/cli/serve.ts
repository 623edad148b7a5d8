import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Clock, parseSimulatedClock, simulatedClock, wallClock } from '../../protocol/base/clock.ts';
import { ConfigError } from '../../protocol/base/config.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { type Address, isLoopback, parseAddress, ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { defaultPolicy } from '../policy/default.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/parse.ts';
import { startServer } from '../server.ts';
import { readCertificate } from '../tls.ts';
import { ownPages, readConfig, untilAskedToEnd } from './configuration.ts';

/** Runs the server until it is asked to end. */
export async function runServe(argv: readonly string[]): Promise<number> {
  const config = readConfig(ServerConfig, argv);
  const log = pino({ level: config.logLevel });
  const [http, mqtt] = [parseAddress(config.http), parseAddress(config.mqtt)];
  const certificate = readCertificate(config.tlsCert, config.tlsKey);
  const open = certificate
    ? []
    : Object.entries({ http, mqtt }).filter(([, address]) => !isLoopback(address));
  for (const [key, address] of open) {
    const what = `--${key} ${show(address)} can be reached from other machines, without encryption`;
    if (!config.insecure)
      throw new ServerError(
        'NOT_LOOPBACK',
        `${what}: use a loopback address, give --tls-cert and --tls-key, or say --insecure`,
      );
    log.warn(`${what}: for a closed test network only`);
  }
  const policy = readPolicy(config.policy);
  const clock = readClock(config.simulated);
  const pagesDir = resolve(config.pages ?? ownPages);
  if (config.pages === undefined) await buildPages(log);

  const { simulated, influx, data, mapTiles, mapAttribution: attribution } = config;
  const server = await startServer({
    ...{ http, mqtt, influx, policy, pagesDir, clock, log, certificate },
    dataDir: resolve(data),
    simulated: simulated !== undefined,
    insecure: open.length > 0,
    wall: wallClock(),
    tiles: mapTiles === undefined ? null : { url: mapTiles, attribution },
    env: process.env,
  });
  const secure = certificate === undefined ? '' : 's';
  const pages = `http${secure}://${show(server.http)}`;
  log.info({ http: pages, mqtt: `mqtt${secure}://${show(server.mqtt)}` }, 'serving');
  if (server.setUpToken !== undefined) tellSetUp(pages, server.setUpToken);
  const signal = await untilAskedToEnd();
  log.info({ signal }, 'ending');
  await server.stop();
  log.info('ended');
  return 0;
}

function show({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whatever is logged: without this line nobody could ever sign in. The token stands behind #, so no request holds it. */
function tellSetUp(pages: string, token: string): void {
  const msg = 'there is no user yet: open this link once to make the first, an admin';
  process.stdout.write(`${JSON.stringify({ level: 40, msg, setUp: `${pages}/setup#${token}` })}\n`);
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
