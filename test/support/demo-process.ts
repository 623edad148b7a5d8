import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const script = join(import.meta.dirname, '../../simulators/bin/sim.js');

/** The demo as a process, and what it has said. */
export interface DemoProcess {
  readonly pid: number;
  readonly out: () => string;
  readonly ended: Promise<number | null>;
  /** Processes that it has started, and they, as of now. */
  descendants(): readonly number[];
  signal(name: 'SIGINT' | 'SIGTERM'): void;
}

/** Starts `npm run demo` as npm does; ended by the test's end at the latest. */
export function startDemo(argv: readonly string[]): DemoProcess {
  const child = spawn(process.execPath, [script, 'demo', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      out += String(bytes);
    });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    ended,
    out: () => out,
    descendants: () => descendantsOf(pid),
    signal: (name) => child.kill(name),
  };
}

/** Whether a process still runs; one that ended and was not yet fetched by its parent does not. */
export function isRunning(pid: number): boolean {
  return statusOf(pid) !== undefined && !/^State:\s+Z/m.test(statusOf(pid) ?? '');
}

function descendantsOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const parent = /^PPid:\s+(\d+)/m.exec(statusOf(Number(name)) ?? '')?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = new Set([root]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found].filter((pid) => pid !== root);
}

function statusOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
}
