import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bug } from './bugs.ts';
import { plantOption } from './plant.ts';

const program = fileURLToPath(new URL('../../bin/sim.js', import.meta.url));

/** What became of one planted bug. */
export interface Catch {
  readonly bug: string;
  /** Undefined: nothing noticed it. */
  readonly seed: number | undefined;
  /** What noticed it, or else what went wrong. */
  readonly told: string;
}

/** Runs seeds with a planted bug in a process of its own, until one of them breaks an invariant. */
export function fish({ name }: Bug, { from, count }: { from: number; count: number }): Promise<Catch> {
  const args = [...plantOption(name), program, 'seeds', '--from', String(from), '--count', String(count)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let errors = '';
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.stderr.on('data', (bytes: Buffer) => {
      errors += bytes.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const [, seed, told] = /^seed (\d+): (I\d .*)$/m.exec(said) ?? [];
      if (code === 1 && seed !== undefined) resolve({ bug: name, seed: Number(seed), told: told ?? '' });
      else if (code === 0 || said.includes('never came up'))
        resolve({ bug: name, seed: undefined, told: 'not found' });
      else
        resolve({ bug: name, seed: undefined, told: `exit code ${code}: ${errors || said}`.slice(0, 500) });
    });
  });
}
