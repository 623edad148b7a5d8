import { expect, onTestFinished, test } from 'vitest';
import { journalLimits } from '../../../firmware-bridge/journal/limits.ts';
import { longShare } from '../../../firmware-bridge/reporter.ts';
import { desiredOfOneSlot } from '../../support/bridge-bench.ts';
import { bridgeWorld } from '../../support/bridge-world.ts';

const plenty = { mode: 'allow', perCard: 5, perMachine: 1_000, maxHours: 720 } as const;

/** A machine whose journal holds little, with nobody who acknowledges, until it stops vending. */
async function filled(limits: { maxUnackedEntries: number } | { maxUnackedBytes: number }) {
  const small = { ...journalLimits, segmentBytes: 2_000, ...limits };
  const world = bridgeWorld(1, { ...desiredOfOneSlot, offline: plenty }, { limits: small });
  onTestFinished(() => world.end());
  world.dispenser.power(true);
  await world.start();
  await world.drive(5_000);
  world.server.up = false;
  world.server.cut();
  let taps = 0;
  const counter = () => world.dispenser.status().memory.slots[0]?.vendCounter ?? 0;
  const tap = async () => {
    const before = counter();
    world.dispenser.card('uid', `04A1B2C3D4${(taps++).toString(16).padStart(4, '0')}`, 'tap');
    await world.drive(20_000);
    return counter() > before;
  };
  await world.drive(6_000);
  while (await tap());
  return { world, tap, counter };
}

test.each([
  ['entries', { maxUnackedEntries: 20 }],
  ['bytes', { maxUnackedBytes: 6_000 }],
] as const)(
  'a journal that is full by %s: no vend begins, the display says why, and every record is there when the server is back',
  async (_, limits) => {
    const { world, tap, counter } = await filled(limits);
    expect(counter()).toBeGreaterThan(2);
    expect(world.shown()).toBe('This machine has to reach its network first. Please come back later.');
    const fallen = counter();
    const kept = world.entries();
    expect(await tap()).toBe(false);
    // Also over a loss of power.
    world.kill();
    await world.start();
    await world.drive(10_000);
    expect(await tap()).toBe(false);
    expect(world.shown()).toBe('This machine has to reach its network first. Please come back later.');
    expect(counter()).toBe(fallen);
    expect(world.entries().slice(0, kept.length)).toEqual(kept);

    world.server.up = true;
    await world.drive(150_000);
    const told = [...world.server.applied.values()].flat();
    expect(told).toEqual(world.entries());
    expect(told.filter(({ type }) => type === 'vend.completed')).toHaveLength(fallen);
    expect(world.server.breaches).toEqual([]);
    expect(world.shown()).toBe('Tap your card for free masks');
    expect(await tap()).toBe(true);
  },
);

test('a machine that nobody acknowledges tells how full its journal is at four fifths, and when it has drained', async () => {
  const small = { ...journalLimits, maxUnackedEntries: 30 };
  const world = bridgeWorld(1, { ...desiredOfOneSlot, offline: plenty }, { limits: small });
  onTestFinished(() => world.end());
  const fills = () => world.server.states.map(({ journal }) => journal.fill ?? 0);
  world.dispenser.power(true);
  await world.start();
  await world.drive(5_000);
  expect(fills().at(-1)).toBeLessThan(longShare);
  world.server.losesAcks = true;
  for (let n = 0; n < 30 && (fills().at(-1) ?? 0) < longShare; n++) {
    world.dispenser.card('uid', `04A1B2C3D4${n.toString(16).padStart(4, '0')}`, 'tap');
    await world.drive(20_000);
  }
  expect(fills().at(-1)).toBeGreaterThanOrEqual(longShare);
  world.server.losesAcks = false;
  await world.drive(15_000);
  expect(fills().at(-1)).toBe(0);
});
