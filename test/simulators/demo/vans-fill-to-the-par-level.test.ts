import { expect, it } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { sites } from '../../../simulators/city/sites.ts';
import { createOffice } from '../../../simulators/demo/office.ts';
import { fillingsFor } from '../../../simulators/demo/stock.ts';
import { factoryMemory } from '../../../simulators/dispenser/memory.ts';
import { serverBench } from '../../support/server-bench.ts';

it('a van fills each slot up to what the pages say it should hold, and no further', async () => {
  const planogram = [
    { slot: 0, product: 'adult', capacity: 80 },
    { slot: 1, product: 'adult', capacity: 80, par: 60 },
    { slot: 2, product: 'adult', capacity: 80, par: 20 },
  ];
  const bench = await serverBench({ policy: { ...defaultPolicy, planogram } });
  const [site] = sites;
  if (site === undefined) throw new Error('no site');
  bench.enrol(site.id);
  const office = createOffice({ clock: wallClock(), serverDir: bench.dataDir, pages: bench.url });
  const memory = factoryMemory('DEMO1', 4, 30);
  const machine = { site, memory: async () => memory };
  const fillings = await fillingsFor(machine, await office.planOf(machine));
  expect(fillings).toEqual([
    { slot: 0, product: 'adult', before: 30, stock: 80 },
    { slot: 1, product: 'adult', before: 30, stock: 60 },
  ]);
  await office.report(machine, fillings);
  expect(bench.rows('SELECT slot, found, filled FROM visit_slots ORDER BY slot')).toEqual([
    { slot: 0, found: 30, filled: 50 },
    { slot: 1, found: 30, filled: 30 },
  ]);
});
