import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const seeds = 200;
/** A seed takes half a second of a core; these share two cores with all other tests. */
const timeoutMs = 1_200_000;

test(
  `${seeds} seeds of faults in any order keep I1 to I6, and every fault and case comes up`,
  async () => {
    const argv = ['simulators/bin/sim.js', 'seeds', '--from', '1', '--count', String(seeds)];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += String(bytes);
    });
    const [code] = await once(child, 'close');
    expect(said).toMatch(new RegExp(`^${seeds} seeds, .* I1 to I6 held$`, 'm'));
    expect(said).not.toContain('never came up');
    expect(code).toBe(0);
  },
  timeoutMs,
);
