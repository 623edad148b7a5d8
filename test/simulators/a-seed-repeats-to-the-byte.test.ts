import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cardEnding } from '../../simulators/seeds/acts.ts';

const run = promisify(execFile);
const maxTraceBytes = 256 * 1024 * 1024;

async function traceOf(seed: number): Promise<string> {
  const args = ['simulators/bin/sim.js', 'seed', String(seed), '--trace'];
  const { stdout } = await run(process.execPath, args, { maxBuffer: maxTraceBytes });
  return stdout;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

test('two processes tell one seed in the same bytes, another seed in others, and no card number', async () => {
  const [once, again, other] = [await traceOf(4711), await traceOf(4711), await traceOf(4712)];
  expect(once.split('\n').length).toBeGreaterThan(1_000);
  expect(hash(again)).toBe(hash(once));
  expect(hash(other)).not.toBe(hash(once));
  expect(once.toUpperCase()).not.toContain(cardEnding);
});
