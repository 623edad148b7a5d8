import { join } from 'node:path';
import type { Site } from '../city/sites.ts';
import { simulatorError } from '../errors.ts';
import { runToEnd, startChild } from './child.ts';

const script = join(import.meta.dirname, '..', '..', 'server', 'bin', 'server.js');

/** A server as a process of its own, as a city would run it. */
export interface ServerChild {
  readonly pages: string;
  readonly mqtt: string;
  /** Resolves when the process ended, however it did. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** pino's number of a warning. */
const warnLevel = 40;

/** Starts the server; resolves when it serves. Its warnings are told. @throws SERVER_NOT_STARTED */
export async function startServer(options: {
  readonly dataDir: string;
  readonly http: string;
  readonly influx: string;
  readonly policy: string | undefined;
  /** START,SPEED,ORIGIN where time is simulated. */
  readonly simulated: string | undefined;
  readonly say: (line: string) => void;
}): Promise<ServerChild> {
  const { dataDir, http, influx, policy, simulated, say } = options;
  const argv = ['--data', dataDir, '--http', http, '--mqtt', '127.0.0.1:0', '--influx', influx];
  if (policy !== undefined) argv.push('--policy', policy);
  if (simulated !== undefined) argv.push('--simulated', simulated);
  const { promise: serving, resolve } = Promise.withResolvers<{ http: string; mqtt: string }>();
  const child = startChild([script, ...argv], (line) => {
    if (line.msg === 'serving') resolve({ http: String(line.http), mqtt: String(line.mqtt) });
    else if (Number(line.level) >= warnLevel) say(`server: ${line.msg}`);
  });
  const started = await Promise.race([serving, child.ended.then(() => undefined)]);
  if (started === undefined) throw simulatorError('SERVER_NOT_STARTED', 'the server ended before it served');
  return { pages: started.http, mqtt: started.mqtt, ended: child.ended, stop: child.stop };
}

/** Enrols a machine and returns its token, which the server tells this once. `slots`: PRODUCT:CAPACITY,… or the policy's. */
export async function enrol(dataDir: string, site: Site, slots: string | undefined): Promise<string> {
  const place = ['--name', site.name, '--district', site.district];
  const point = ['--lat', String(site.lat), '--lon', String(site.lon)];
  const layout = slots === undefined ? [] : ['--slots', slots];
  const line = await serverCommand(
    'machine',
    'enrol',
    site.id,
    '--data',
    dataDir,
    ...place,
    ...point,
    ...layout,
  );
  return (JSON.parse(line) as { token: string }).token;
}

/** Runs a command of the server to its end; gives what it said. @throws COMMAND_FAILED with its own words */
export function serverCommand(...argv: string[]): Promise<string> {
  return runToEnd([script, ...argv]);
}
