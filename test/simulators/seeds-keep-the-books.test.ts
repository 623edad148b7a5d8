import { expect, test } from 'vitest';
import { least, runSeed } from '../../simulators/seeds/run.ts';

const seeds = 60;
/** A seed takes about a second of a core; these share two cores with all other tests. */
const timeoutMs = 600_000;

test(`${seeds} seeds of faults in any order keep I1 to I6`, { timeout: timeoutMs }, async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { breaches, vends, faults } = await runSeed(seed);
    expect(breaches, `again: npm run -s sim -- seed ${seed} --trace`).toEqual([]);
    expect(vends).toBeGreaterThanOrEqual(least.vends);
    const count = [...faults.values()].reduce((sum, n) => sum + n, 0);
    expect(count).toBeGreaterThanOrEqual(least.faults);
  }
});
