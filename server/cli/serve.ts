import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import { wallClock } from '../../protocol/base/clock.ts';
import { type Address, isLoopback, parseAddress } from '../config.ts';
import { ServerError } from '../errors.ts';
import { startServer } from '../server.ts';
import { ownPages, untilAskedToEnd } from './configuration.ts';
import { readServeOptions } from './serve-options.ts';

/** A start that takes longer than this says why: building the pages can take half a minute on a small machine. */
const silenceMs = 2_000;

/** How long the process may go on after its last word. */
const lingerMs = 1_000;

/** Runs the server until it is asked to end. */
export async function runServe(argv: readonly string[]): Promise<number> {
  const { config, certificate, policy, clock } = readServeOptions(argv);
  const log = pino({ level: config.logLevel });
  const [http, mqtt] = [parseAddress(config.http), parseAddress(config.mqtt)];
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
  const pagesDir = resolve(config.pages ?? ownPages);
  if (config.pages === undefined) await buildPages(log);

  const { simulated, influx, data, mapTiles, mapAttribution: attribution } = config;
  const server = await startServer({
    ...{ http, mqtt, influx, policy, pagesDir, clock, log, certificate },
    dataDir: resolve(data),
    simulated: simulated !== undefined,
    insecure: open.length > 0,
    minCards: config.minCards,
    retention: { requests: config.keepRequests, boxes: config.keepBoxes, charges: config.keepCharges },
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
  // What a step left hanging must not keep the process.
  setTimeout(() => process.exit(0), lingerMs).unref();
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

/** Builds the pages of a checkout where they are stale. Machines are served whether or not that succeeds. */
async function buildPages(log: Logger): Promise<void> {
  const script = join(ownPages, '..', 'bin', 'build.js');
  if (!existsSync(script)) return;
  const child = spawn(process.execPath, [script, '--if-stale'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const patience = wallClock().after(silenceMs, () =>
    log.info('the pages are being built; serving begins after that'),
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  patience.cancel();
  if (code !== 0) log.error({ said: said.join('').slice(-500) }, 'the pages could not be built');
}
