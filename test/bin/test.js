// `npm test`: sees to the parts that tests start, then runs them. What is given behind `--` goes to vitest.
import '../../protocol/bin/require-node.js';
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { provision } from './provision.js';

if (!provision()) process.exit(1);
// Once, and not by each test that shows a page.
execFileSync(process.execPath, [join(import.meta.dirname, '../../dashboard/bin/build.js'), '--if-stale'], {
  stdio: 'inherit',
});

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const argv = ['run', '--project', 'unit', '--project', 'system', ...process.argv.slice(2)];
const child = spawn(process.execPath, [vitest, ...argv], { stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
