import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';

const script = join(import.meta.dirname, '../../server/bin/server.js');

/** A process of the server's program under test, and everything that it has said. */
export interface ServerProcess {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  /** Its exit code; null after a signal that it did not handle. */
  readonly ended: Promise<number | null>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts a command of the server, with nothing of this process's environment but what a test gives. */
export function startServerCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): ServerProcess {
  const child = spawn(process.execPath, [script, ...argv], { env: { PATH: '/nowhere', ...env } });
  if (input !== undefined) child.stdin.end(input);
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => {
    out += String(bytes);
  });
  child.stderr.on('data', (bytes) => {
    err += String(bytes);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const end = (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    return ended;
  };
  onTestFinished(async () => void (await end('SIGKILL')));
  return { pid: child.pid ?? 0, out: () => out, err: () => err, ended, end };
}

/** Runs a command of the server to its end. `input`: what it reads. */
export async function runServerCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
) {
  const command = startServerCommand(argv, env, input);
  const code = await command.ended;
  return { code, out: command.out(), err: command.err() };
}

/** Starts a server on a data folder and waits until it serves; ports are of the system's choice. */
export async function startServerProcess(
  dataDir: string,
  argv: readonly string[] = ['--influx', 'off'],
  env: Readonly<Record<string, string>> = {},
) {
  const addresses = ['--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];
  const server = startServerCommand(
    ['--data', dataDir, ...addresses, '--pages', join(dataDir, 'no-pages'), ...argv],
    env,
  );
  const serving = await eventually(`the server serves; it said ${server.err()}`, () =>
    linesOf(server.out()).find((line) => line.msg === 'serving'),
  );
  return {
    ...server,
    url: String(serving.http),
    mqttPort: Number(new URL(String(serving.mqtt)).port),
    lines: () => linesOf(server.out()),
  };
}

/** The whole lines of JSON in a program's output. */
export function linesOf(out: string): Record<string, unknown>[] {
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
