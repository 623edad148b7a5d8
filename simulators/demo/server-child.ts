import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { simulatorError } from '../errors.ts';
import type { Site } from './sites.ts';

const script = join(import.meta.dirname, '..', '..', 'server', 'bin', 'server.js');

/** A server as a process of its own, as a city would run it. */
export interface ServerChild {
  readonly pages: string;
  readonly mqtt: string;
  /** Resolves when the process ended, however it did. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the server on a data folder; resolves when it serves. Its own warnings go to standard error. */
export async function startServer(dataDir: string, http: string): Promise<ServerChild> {
  const argv = [script, '--data', dataDir, '--http', http, '--mqtt', '127.0.0.1:0'];
  // In a group of its own: Ctrl-C in the terminal must end the machines first, and the server after them.
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  process.once('exit', () => child.kill('SIGTERM'));
  const ended = once(child, 'exit');
  const serving = new Promise<{ http: string; mqtt: string }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as { msg: string; level: number; http: string; mqtt: string };
      if (line.msg === 'serving') resolve(line);
      else if (line.level >= 40) process.stderr.write(`server: ${line.msg}\n`);
    });
  });
  const started = await Promise.race([serving, ended.then(() => undefined)]);
  if (started === undefined) throw simulatorError('SERVER_NOT_STARTED', 'the server ended before it served');
  return { pages: started.http, mqtt: started.mqtt, ended, stop: () => stop(child, ended) };
}

/** A user of the demo's pages, whom no password signs in, only links. */
const demoUser = 'demo';

/** Makes the user of the pages, unless an earlier run did; before the server's first start, so that it asks for none. */
export async function addDemoUser(dataDir: string): Promise<void> {
  const argv = [script, 'user', 'add', demoUser, '--role', 'admin', '--no-password', '--data', dataDir];
  await promisify(execFile)(process.execPath, argv).catch((error: { stderr?: string }) => {
    if (!error.stderr?.startsWith('USER_EXISTS')) throw error;
  });
}

/** A link that signs the user in once, within the next hour. */
export async function signInLink(dataDir: string, pages: string): Promise<string> {
  const argv = [script, 'login-link', demoUser, '--data', dataDir, '--url', pages, '--valid-minutes', '60'];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return (JSON.parse(stdout) as { link: string }).link;
}

/** Enrols a machine and returns its token, which the server tells this once. */
export async function enrol(dataDir: string, site: Site): Promise<string> {
  const place = ['--name', site.name, '--district', site.district];
  const argv = [script, 'machine', 'enrol', site.id, '--data', dataDir, ...place];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return (JSON.parse(stdout) as { token: string }).token;
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}
