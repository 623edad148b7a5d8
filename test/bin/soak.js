// `npm run test:soak`: what `npm test` runs a little of, for an hour and more (docs/testing.md).
import '../../protocol/bin/require-node.js';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { provision } from './provision.js';

if (!provision()) process.exit(1);

const root = join(import.meta.dirname, '../..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const seeds = 10_000;
const cores = availableParallelism();
const share = Math.ceil(seeds / cores);

/** A share of the seeds for each core: they know nothing of each other. */
const seedRuns = Array.from({ length: cores }, (_, at) => {
  const count = Math.min(share, seeds - at * share);
  return ['simulators/bin/sim.js', 'seeds', '--from', String(1 + at * share), '--count', String(count)];
});

/** Each with what it is started with, all of that at once, and what is set for it. */
const steps = [
  {
    name: 'fuzz',
    runs: [[vitest, 'run', '--project', 'unit', 'test/fuzz']],
    env: { FUZZ_INPUTS: '1000000' },
  },
  { name: 'chaos', runs: [['test/bin/chaos.js', '--minutes', '10', '--seed', '1']] },
  { name: 'fish', runs: [['simulators/bin/sim.js', 'fish']] },
  { name: 'seeds', runs: seedRuns },
];

for (const { name, runs, env } of steps) {
  const beganAt = performance.now();
  const codes = await Promise.all(
    runs.map((argv) => {
      const options = { cwd: root, stdio: /** @type {const} */ ('inherit'), env: { ...process.env, ...env } };
      const child = spawn(process.execPath, argv, options);
      return new Promise((resolve) => child.on('close', resolve));
    }),
  );
  process.stdout.write(`${name}: ${Math.round((performance.now() - beganAt) / 1000)} s\n`);
  if (codes.some((code) => code !== 0)) {
    process.stderr.write(`${name} ended with ${codes.join(', ')}\n`);
    process.exit(1);
  }
}
