// `npm run test:soak`: what `npm test` runs a little of, for hours (docs/testing.md).
import '../../protocol/bin/require-node.js';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { provision } from './provision.js';

if (!provision()) process.exit(1);

const root = join(import.meta.dirname, '../..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
/** Each with what it is started with, and what is set for it. */
const steps = [
  { name: 'fuzz', argv: [vitest, 'run', '--project', 'unit', 'test/fuzz'], env: { FUZZ_INPUTS: '1000000' } },
  { name: 'chaos', argv: ['test/bin/chaos.js', '--minutes', '10', '--seed', '1'] },
  { name: 'fish', argv: ['simulators/bin/sim.js', 'fish'] },
  { name: 'seeds', argv: ['simulators/bin/sim.js', 'seeds', '--from', '1', '--count', '10000'] },
];

for (const { name, argv, env } of steps) {
  const beganAt = performance.now();
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  process.stdout.write(`${name}: ${Math.round((performance.now() - beganAt) / 1000)} s\n`);
  if (code !== 0) {
    process.stderr.write(`${name} ended with ${code}\n`);
    process.exit(1);
  }
}
