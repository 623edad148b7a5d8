import { describe, expect, test } from 'vitest';
import type { Desired } from '../../../protocol/mqtt/messages/desired.ts';
import { desiredOfOneSlot } from '../../support/bridge-bench.ts';
import { booksAgree } from '../../support/bridge-books.ts';
import { type BridgeWorld, bridgeWorld } from '../../support/bridge-world.ts';

const desired: Desired = {
  ...desiredOfOneSlot,
  products: [
    { product: 'mask5', code: 1, name: 'Mask', pieces: 5 },
    { product: 'child', code: 2, name: 'Child', pieces: 5 },
  ],
  slots: [
    { slot: 0, product: 'mask5', capacity: 50 },
    { slot: 1, product: 'child', capacity: 50 },
  ],
  cards: 2,
  offline: { mode: 'allow', perCard: 20, perMachine: 500, maxHours: 24 },
};

const card = (world: BridgeWorld) => void world.dispenser.card('uid', '04A1B2C3D4E5F6', 'tap');
const vend = async (world: BridgeWorld) => {
  world.dispenser.select(0);
  await world.drive(20);
  card(world);
};

/** Visits, and when in them the fault begins: each state of a session is met, a vend in several places. */
const moments: readonly [
  state: string,
  begin: (world: BridgeWorld) => void | Promise<void>,
  afterMs: number,
][] = [
  ['idle', () => {}, 100],
  ['chosen', (world) => void world.dispenser.select(0), 100],
  ['pooling', vend, 2_000],
  ['asking', vend, 6_500],
  ['about to start', vend, 7_999],
  ['vending, the verdict on its way', vend, 8_001],
  ['vending, the item in motion', vend, 8_200],
  ['vending, the result on its way', vend, 8_398],
  ['told to look behind the flap', vend, 15_000],
  ['balance', card, 16_000],
];

const faultMs = 1_500;
const faults: readonly [
  name: string,
  begin: (world: BridgeWorld) => void,
  end: (world: BridgeWorld) => void,
][] = [
  ['an unplugged cable', (world) => world.unplug(), () => {}],
  [
    'silence',
    (world) => {
      world.wired = false;
    },
    (world) => {
      world.wired = true;
    },
  ],
  ['garbage', (world) => world.dispenser.noise(0.2), (world) => world.dispenser.noise(0)],
  [
    'late answers',
    (world) => {
      world.line = 'late';
    },
    (world) => {
      world.line = 'clean';
    },
  ],
  [
    'repeated answers',
    (world) => {
      world.line = 'twice';
    },
    (world) => {
      world.line = 'clean';
    },
  ],
];

describe.each(faults)('%s on the line', (_, begin, end) => {
  test.each(moments)(
    'while the session is %s: every item is journaled once, and the next citizen is served',
    async (_state, visit, afterMs) => {
      const world = bridgeWorld(7, desired);
      try {
        // Without a decision each state lasts as long as it can.
        world.server.answer = () => 'silence';
        world.dispenser.power(true);
        await world.start();
        await world.drive(5_000);
        await visit(world);
        await world.drive(afterMs);
        begin(world);
        await world.drive(faultMs);
        end(world);
        await world.drive(60_000);
        booksAgree(world);

        world.server.answer = () => 'grant';
        const counted = () => world.dispenser.status().memory.slots[0]?.vendCounter ?? 0;
        const before = counted();
        await vend(world);
        await world.drive(20_000);
        expect(counted()).toBe(before + 1);
        await world.drive(30_000);
        booksAgree(world);
        expect(world.server.breaches).toEqual([]);
      } finally {
        await world.end();
      }
    },
  );
});
