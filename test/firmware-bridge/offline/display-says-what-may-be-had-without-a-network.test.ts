import { expect, onTestFinished, test } from 'vitest';
import type { Desired, OfflineRule } from '../../../protocol/mqtt/messages/desired.ts';
import { desiredOfOneSlot } from '../../support/bridge-bench.ts';
import { type BridgeWorld, bridgeWorld } from '../../support/bridge-world.ts';

const hourMs = 3_600_000;

/** A machine that serves, with its server there. */
async function serving(more: Partial<Desired> = {}, rule: Partial<OfflineRule> = {}): Promise<BridgeWorld> {
  const offline = { ...desiredOfOneSlot.offline, ...rule };
  const world = bridgeWorld(1, { ...desiredOfOneSlot, ...more, offline });
  onTestFinished(() => world.end());
  world.dispenser.power(true);
  await world.start();
  await world.drive(5_000);
  return world;
}

async function cutOff(world: BridgeWorld): Promise<void> {
  world.server.up = false;
  world.server.cut();
  await world.drive(6_000);
}

async function tap(world: BridgeWorld, id: string): Promise<void> {
  world.dispenser.card('uid', id, 'tap');
  await world.drive(3_000);
}

test.each([
  ['tr', 'Ağ yok: kart başına en çok 5 maske. Kartınızı okutun'],
  ['en', 'No network: up to 5 masks a card. Tap your card'],
  ['zh-TW', '沒有網路：每卡最多 5 片，請感應卡片'],
] as const)(
  'in %s the idle display says that there is no network, and how many masks a card may have',
  async (language, text) => {
    const world = await serving({ language });
    const before = world.shown();
    await cutOff(world);
    expect(world.shown()).toBe(text);
    world.server.up = true;
    await world.drive(130_000);
    expect(world.shown()).toBe(before);
  },
);

test('a machine with several products says what a card may have of the one of which it may have most', async () => {
  const products = [
    { product: 'mask5', code: 1, name: 'Mask', pieces: 5 },
    { product: 'child', code: 2, name: 'Child', pieces: 2 },
  ];
  const slots = [
    { slot: 0, product: 'mask5', capacity: 50 },
    { slot: 1, product: 'child', capacity: 50 },
  ];
  const world = await serving({ products, slots }, { perCard: 4 });
  await cutOff(world);
  expect(world.shown()).toBe('No network: up to 4 masks a card. Choose, then tap');
});

test.each([
  ['refuses', { mode: 'refuse' }],
  ['allows less than a pack', { perCard: 4 }],
] as const)('a rule that %s: the display says to come later before anybody taps', async (_, rule) => {
  const world = await serving({}, rule);
  await cutOff(world);
  expect(world.shown()).toBe('No network. Please come back later.');
  await tap(world, '04A1B2C3D4E5F6');
  expect(world.dispenser.status().memory.slots[0]?.vendCounter).toBe(0);
});

test('the display is empty-handed once perMachine is given, and so is the machine', async () => {
  const world = await serving({}, { perMachine: 10 });
  await cutOff(world);
  for (let n = 0; n < 3; n++) {
    await tap(world, `04A1B2C3D4E5F${n}`);
    await world.drive(15_000);
  }
  expect(world.shown()).toBe('No network. Please come back later.');
  expect(world.dispenser.status().memory.slots[0]?.vendCounter).toBe(2);
});

test('after maxHours of running time the display says so by itself', async () => {
  const world = await serving({}, { maxHours: 2 });
  await cutOff(world);
  await tap(world, '04A1B2C3D4E5F6');
  await world.drive(1.9 * hourMs);
  expect(world.shown()).toMatch(/^No network: up to 5/);
  await world.drive(0.2 * hourMs);
  expect(world.shown()).toBe('No network. Please come back later.');
});

test('a server that is connected and answers no question is told like no network, until it answers', async () => {
  const world = await serving();
  world.server.answer = () => 'silence';
  world.server.losesAcks = true;
  await tap(world, '04A1B2C3D4E5F6');
  await world.drive(20_000);
  expect(world.shown()).toMatch(/^No network: up to 5/);
  world.server.losesAcks = false;
  await world.drive(15_000);
  expect(world.shown()).toBe('Tap your card for free masks');
});

test('a break of less than five seconds changes nothing on the display', async () => {
  const world = await serving();
  const shown = world.happenings.length;
  world.server.cut();
  await world.drive(10_000);
  expect(world.happenings.slice(shown).filter(({ ev }) => ev === 'display')).toEqual([]);
});

test.each([
  ['tr', 'Ağ yok: kuponlar şu an denetlenemiyor. Lütfen daha sonra gelin.'],
  ['en', 'No network: vouchers cannot be checked now. Please come back later.'],
  ['zh-TW', '沒有網路，目前無法查驗兌換券，請稍後再來。'],
] as const)(
  'in %s a voucher is told that it cannot be checked now, and nothing falls',
  async (language, text) => {
    const world = await serving({ language });
    await cutOff(world);
    world.dispenser.card('voucher', 'MV1-K7M2N9P4-000012-ABCDEFGHJKMNPQRS', 'scan');
    await world.drive(4_000);
    expect(world.shown()).toBe(text);
    const begun = () => world.entries().filter(({ type }) => type === 'vend.started').length;
    expect(begun()).toBe(0);
    // A card is served, so it was the voucher that was not.
    await tap(world, '04A1B2C3D4E5F6');
    await world.drive(6_000);
    expect(begun()).toBe(1);
  },
);
