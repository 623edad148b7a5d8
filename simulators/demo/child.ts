import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { wallClock } from '../../protocol/base/clock.ts';
import { simulatorError } from '../errors.ts';

export type Line = Readonly<Record<string, unknown>>;

/** A program of ours that prints lines of JSON, as a process of its own. */
export interface Child {
  type(text: string): void;
  /** Resolves when it ended, however it did. */
  readonly ended: Promise<unknown>;
  /** Asks it to end; kills it where it does not. */
  stop(): Promise<void>;
}

/** A process that was asked to end is killed after this, in wall ms: a vend under way may take 10 s (bridge.ts). */
const endWaitMs = 15_000;

const running = new Set<ChildProcess>();
// Whatever ends this process in haste must not leave others behind; the server ends its InfluxDB itself.
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** Starts a script. Its lines are told; its standard error is ours. */
export function startChild(argv: readonly string[], onLine: (line: Line) => void): Child {
  // In a group of its own: Ctrl-C in the terminal must end the parts in their order, not all at once.
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  running.add(child);
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = parsed(text);
    if (line !== undefined) onLine(line);
  });
  const ended = once(child, 'exit').finally(() => running.delete(child));
  return {
    ended,
    type: (text) => child.stdin.write(`${text}\n`),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const late = wallClock().after(endWaitMs, () => child.kill('SIGKILL'));
      await ended;
      late.cancel();
    },
  };
}

/** Starts a script and waits for the line that says that it works. @throws MACHINE_NOT_STARTED */
export async function startUntil(
  argv: readonly string[],
  works: (line: Line) => boolean,
  onLine: (line: Line) => void,
): Promise<Child> {
  const { promise, resolve } = Promise.withResolvers<true>();
  const child = startChild(argv, (line) => {
    if (works(line)) resolve(true);
    onLine(line);
  });
  if ((await Promise.race([promise, child.ended.then(() => false)])) === true) return child;
  throw simulatorError('MACHINE_NOT_STARTED', argv.join(' '));
}

/**
 * Runs a script to its end and gives what it printed. Ctrl-C does not reach it: what was begun is done.
 * @throws COMMAND_FAILED with its own words
 */
export async function runToEnd(argv: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let [out, complaints] = ['', ''];
  child.stdout.on('data', (bytes) => {
    out += String(bytes);
  });
  child.stderr.on('data', (bytes) => {
    complaints += String(bytes);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return out;
  throw simulatorError('COMMAND_FAILED', complaints.trim());
}

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
