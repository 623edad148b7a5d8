import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { defaultPlan, firstStock, planOf, readPlan } from '../../../simulators/demo/plan.ts';
import { seededRandom } from '../../../simulators/random.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const stocks = (plan: Parameters<typeof firstStock>[1]) =>
  Array.from({ length: 1_000 }, (_, seed) => firstStock(seededRandom(seed), plan));

describe('a new machine of the demo', () => {
  it('is between a quarter and nearly full', () => {
    const all = stocks(defaultPlan);
    expect([Math.min(...all), Math.max(...all)]).toEqual([20, 76]);
  });

  it('never holds more than the smallest slot of the policy takes, however small that is', () => {
    for (const capacity of [0, 1, 2, 40, 75]) {
      const planogram = [
        { slot: 0, product: 'adult', capacity: 200 },
        { slot: 1, product: 'adult', capacity },
      ];
      expect(Math.max(...stocks(planOf({ ...defaultPolicy, planogram })))).toBeLessThanOrEqual(capacity);
    }
    const planogram = [{ slot: 0, product: 'adult', capacity: 100, par: 30 }];
    expect(Math.max(...stocks(planOf({ ...defaultPolicy, planogram })))).toBeLessThanOrEqual(30);
  });

  it('has a place for each slot of the policy', () => {
    const planogram = [{ slot: 7, product: 'adult', capacity: 50 }];
    expect(planOf({ ...defaultPolicy, planogram }).slots).toBe(8);
    expect(planOf(defaultPolicy).slots).toBe(4);
  });
});

it('a policy that cannot be read, or is none, is told before anything starts', () => {
  const path = join(tempFolder(), 'policy.yaml');
  expect(() => readPlan(path)).toThrow(expect.objectContaining({ code: 'POLICY_UNREADABLE' }));
  writeFileSync(path, 'timeZone: Mars\n');
  expect(() => readPlan(path)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
});
