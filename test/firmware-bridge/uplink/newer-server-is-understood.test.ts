import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { Command } from '../../../protocol/mqtt/messages/command.ts';
import type { Desired } from '../../../protocol/mqtt/messages/desired.ts';
import { desiredOfOneSlot } from '../../support/bridge-bench.ts';
import { bridgeWorld } from '../../support/bridge-world.ts';

/** What a server of some later version may want, with fields at every level that this one does not know. */
const desired = {
  ...desiredOfOneSlot,
  products: desiredOfOneSlot.products.map((product) => ({ ...product, allergens: ['latex'] })),
  slots: desiredOfOneSlot.slots.map((slot) => ({ ...slot, lights: { colour: 'green' } })),
  offline: { ...desiredOfOneSlot.offline, perDay: 5 },
  sealKey: { ...desiredOfOneSlot.sealKey, algorithm: 'x25519' },
  schedule: [{ from: '09:00', to: '18:00' }],
} as Desired;

async function serving() {
  const world = bridgeWorld(1, desired);
  onTestFinished(() => world.end());
  world.dispenser.power(true);
  await world.start();
  await world.drive(5_000);
  const counter = () => world.dispenser.status().memory.slots[0]?.vendCounter;
  const tap = async (id: string) => {
    world.dispenser.card('uid', id, 'tap');
    await world.drive(5_000);
  };
  return { world, counter, tap };
}

test('a desired and decisions with fields that nobody here knows are in force', async () => {
  const { world, counter, tap } = await serving();
  world.server.extra = { ticket: { number: 7 }, charges: [1], mood: 'good' };
  await tap('04A1B2C3D4E5F6');
  expect(counter()).toBe(1);
  expect(world.entries().findLast(({ type }) => type === 'vend.started')).toMatchObject({
    authority: 'online',
  });
  world.server.want({ ...desired, version: 2, locked: true });
  await world.drive(15_000);
  expect(world.shown()).toBe('Out of service');
});

test('a refusal for a reason that nobody here knows is a refusal, and never leads to the offline rule', async () => {
  const { world, counter, tap } = await serving();
  world.server.answer = () => 'refuse';
  world.server.extra = { reason: 'weather', message: 'Not in this rain.' };
  await tap('04A1B2C3D4E5F6');
  expect(world.shown()).toBe('Not in this rain.');
  await world.drive(20_000);
  world.server.extra = { reason: 'weather' };
  await tap('04A1B2C3D4E5F7');
  expect(world.shown()).toBe('That did not work. Please try again.');
  expect(counter()).toBe(0);
  expect(world.entries().filter(({ type }) => type.startsWith('vend.'))).toEqual([]);
});

test('a command that nobody here knows is answered as that, once, and the next one is done', async () => {
  const { world } = await serving();
  const order = (name: string, args: object = {}) => {
    const command = { id: randomUUID(), name, args, validMs: 60_000, priority: 'high' } as Command;
    world.server.order(command);
    return command.id;
  };
  const unknown = order('sing', { song: 'a song' });
  const lock = order('lock', { until: 'tomorrow' });
  await world.drive(2_000);
  expect(world.server.results.get(unknown)).toMatchObject({ ok: false, code: 'unknown-command' });
  expect(world.server.results.get(lock)).toMatchObject({ ok: true });
  expect(world.shown()).toBe('Out of service');
});
