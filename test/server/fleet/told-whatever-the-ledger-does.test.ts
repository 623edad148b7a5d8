import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import type { Broker } from '../../../server/broker/broker.ts';
import { createFleet } from '../../../server/fleet/fleet.ts';
import { createMachineStore } from '../../../server/fleet/machine-store.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { Store } from '../../../server/store/client.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

/** The fleet on a real ledger whose calls a test can make fail, with a broker that notes what it was told to do. */
async function bench() {
  const { ledger, machine, db } = await ledgerBench();
  const clock = createVirtualClock(origin);
  const cut: string[] = [];
  const published: string[] = [];
  let failing = false;
  let policies = 0;
  let version = 0;
  const changes = (nowMs: number) => ({ ...ledger.changes(nowMs), data: version });
  const operations = { ...ledger, changes } as Record<string, (...args: unknown[]) => unknown>;
  const store = {
    waiting: 0,
    close: async () => {},
    async call(name: string, ...args: unknown[]) {
      if (failing && name !== 'changes') throw new Error('the ledger is away');
      return operations[name]?.(...args);
    },
  } as unknown as Store;
  const broker: Broker = {
    ...{ handle() {}, connected: 0, isSubscribed: () => true, sendTo: () => true, close: async () => {} },
    disconnect: (id) => void cut.push(id),
    publish: async (topic) => void published.push(topic),
  };
  const fleet = createFleet({
    ...{ clock, store, broker: () => broker, log: pino({ level: 'silent' }) },
    now: () => clock.now(),
    onOutside() {},
    onPolicy: async () => void policies++,
  });
  fleet.start();
  onTestFinished(() => fleet.stop());
  return {
    ...{ clock, fleet, ledger, machine, cut, published },
    policies: () => policies,
    revoke: (id: string) => createMachineStore(db).revoke(id, clock.now()),
    changed: () => void version++,
    fail(on: boolean) {
      failing = on;
    },
  };
}

it('a machine that was revoked while the ledger failed is cut as soon as the ledger is back', async () => {
  const { clock, fleet, machine, cut, revoke, changed, fail } = await bench();
  machine('izmir-1');
  fleet.connected('izmir-1');
  await clock.advance(1_000);
  revoke('izmir-1');
  changed();
  fail(true);
  await clock.advance(2_000);
  expect(cut).toEqual([]);
  fail(false);
  await clock.advance(1_000);
  expect(cut).toEqual(['izmir-1']);
});

it('a machine that was revoked between its login and its connection is cut', async () => {
  const { clock, fleet, machine, cut, revoke, changed } = await bench();
  machine('izmir-1');
  revoke('izmir-1');
  changed();
  await clock.advance(1_000);
  fleet.connected('izmir-1');
  await clock.advance(1_000);
  expect(cut).toEqual(['izmir-1']);
});

it('a machine is told what is wanted of it once, however often others change', async () => {
  const { clock, fleet, machine, published, changed } = await bench();
  machine('izmir-1');
  fleet.connected('izmir-1');
  for (let n = 0; n < 5; n++) {
    changed();
    await clock.advance(1_000);
  }
  expect(published).toEqual(['mask/v1/izmir-1/desired']);
});

it('a machine is told of another policy at its moment, and not before, whether or not anybody else writes', async () => {
  const { clock, fleet, ledger, machine, published, policies } = await bench();
  machine('izmir-1');
  fleet.connected('izmir-1');
  await clock.advance(1_000);
  expect(published).toHaveLength(1);
  const [at, given] = [origin + 60_000, { actor: 'Ayşe', nowMs: clock.now(), wallMs: clock.now() }];
  const document = {
    ...defaultPolicy,
    grantSeconds: 30,
    planogram: [{ slot: 0, product: 'adult', capacity: 7 }],
  };
  const order = { id: randomUUID(), document, effectiveAtMs: at, note: 'shorter' };
  ledger.publishPolicy({ ...order, ...given });
  await clock.advance(at - clock.now() - 1);
  expect(published).toHaveLength(1);
  await clock.advance(1_000);
  expect(published).toHaveLength(2);
  expect(policies()).toBe(1);
  await clock.advance(60_000);
  expect(published).toHaveLength(2);
});
