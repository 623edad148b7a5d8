import { cardOf, mend, order, startMachine, visit } from './acts.ts';
import type { SimulatedMachine } from './machine.ts';
import type { Act, World } from './world.ts';

const dayMs = 86_400_000;
/** A motor that is asked for is sought for this long, in steps of this. */
const seekMs = 3_000;
const seekStepMs = 20;
/** A disk's slowest syncs, one behind the other, and less than a bridge takes to connect again. */
const letGoMs = 400;

/**
 * After the books or a disk were put back to what they were: of a vend, or of a stock that was set, whose entries stand
 * neither in the books nor on the disk of its machine, its dispenser alone knows, and nobody can tell the books of it
 * again.
 */
function forgotten(world: World): void {
  const { db } = world.server;
  const told = db.prepare("SELECT machine || ' ' || txn || ' ' || type FROM entries WHERE txn IS NOT NULL");
  const known = new Set(told.pluck().all() as string[]);
  for (const { id, entries, dispenser } of world.machines) {
    const onDisk = new Set<string>();
    for (const entry of entries()) if ('txn' in entry) onDisk.add(`${id} ${entry.txn} ${entry.type}`);
    // What this disk knows as begun, and is the last in the dispenser's memory, can still be asked for.
    const last = new Set(dispenser.status().memory.slots.map((slot) => `${id} ${slot.last.txn}`));
    for (const one of onDisk) {
      const [, txn] = one.split(' ');
      const key = `${id} ${txn}`;
      if (!onDisk.has(`${key} vend.completed`) && !last.has(key)) world.guessed.add(key);
      if (!(world.guessed.has(key) && one.endsWith('vend.completed'))) known.add(one);
      if (one.endsWith('vend.started') && last.has(key)) known.add(`${key} vend.completed`);
    }
  }
  for (const key of world.watch.begun.keys()) {
    if (known.has(`${key} vend.started`) && known.has(`${key} vend.completed`)) continue;
    world.lost.add(key);
    const [machine = ''] = key.split(' ');
    world.lossy.set(machine, { counters: true });
  }
  const set = db.prepare<[string], { slot: number; after: number }>(
    `SELECT body ->> '$.slot' AS slot, body ->> '$.after' AS after FROM entries WHERE machine = ? AND type = 'stock.set'`,
  );
  for (const { id, entries } of world.machines) {
    const told = [...set.all(id), ...entries().filter((entry) => entry.type === 'stock.set')];
    for (const [slot, stock] of world.watch.stockTold.get(id) ?? [])
      if (!told.some((one) => one.slot === slot && one.after === stock))
        world.lossy.set(id, { counters: world.lossy.get(id)?.counters ?? false });
  }
}

/** Puts the books back to the last copy; the server is off then. False: there is no copy yet. */
export function restore(world: World): boolean {
  if (!world.server.restore()) return false;
  world.wasRestored = true;
  world.watch.forgetLocks();
  forgotten(world);
  // What a bridge had decided to let go of a moment before, on the word of the books that were, may lie on its disk still.
  world.clock.after(letGoMs, () => forgotten(world));
  return true;
}

/** A visit for two items at least, and then the moment at which its motor turns. False: it does not. */
async function untilMotorTurns(world: World, { dispenser }: SimulatedMachine): Promise<boolean> {
  dispenser.select(world.pick(3) === 0 ? 1 : 0);
  await world.drive(10 + world.pick(30));
  for (let card = 0; card < 2; card++) {
    dispenser.card('uid', cardOf(world.pick(99)), 'tap');
    await world.drive(10 + world.pick(30));
  }
  dispenser.select(0);
  for (let waited = 0; waited < seekMs; waited += seekStepMs) {
    if (dispenser.status().vendRunning) return true;
    await world.drive(seekStepMs);
  }
  return false;
}

/** Everything without power for so long; one machine comes back to a network that is gone. */
async function dark(world: World, ms: number, alone: SimulatedMachine): Promise<void> {
  for (const machine of world.machines) {
    machine.kill();
    machine.dispenser.power(false);
  }
  world.server.kill();
  await world.drive(ms);
  await mend(world, alone);
}

/** Faults that hit where it hurts: each brings about what chance alone brings about too seldom. */
export const stories: Readonly<Record<string, Act>> = {
  'stopped between two items': async (world, machine) => {
    const { dispenser } = machine;
    const slot = world.pick(1);
    if (!(await untilMotorTurns(world, machine))) return;
    await world.drive(world.pick(320));
    const how = world.pick(3);
    if (how === 0) dispenser.door(true);
    else if (how === 1) dispenser.jam(slot);
    else dispenser.power(false);
    if (how === 3) machine.kill();
    await world.drive(500 + world.pick(1_500));
    dispenser.power(true);
  },
  'bridge killed in a vend': async (world, machine) => {
    await visit(world, machine);
    await world.drive(world.pick(700));
    machine.kill();
    await world.drive(world.pick(1_500));
    await startMachine(world, machine);
  },
  'cut off right behind a grant': async (world, machine) => {
    const { network, machines } = world;
    const citizen = world.pick(99);
    const tap = async (at: SimulatedMachine) => {
      at.dispenser.select(world.pick(3) === 0 ? 1 : 0);
      await world.drive(10 + world.pick(30));
      at.dispenser.card('uid', cardOf(citizen), 'tap');
      if ((world.policy.cards ?? 1) > 1) {
        await world.drive(50);
        at.dispenser.select(0);
      }
    };
    await tap(machine);
    await world.drive(60 + world.pick(250));
    network.weather(machine.id).up = false;
    network.cut(machine.id);
    // Until every grant is dead by the centre's clock; what the machine gave it has not heard.
    await world.drive(world.pick(1) === 0 ? 25_000 : 4_000);
    for (const other of machines) {
      await tap(other);
      await world.drive(2_500);
    }
  },
  'server restored behind a slow network': async (world) => {
    const { server, network, machines, pick } = world;
    if (!restore(world)) return;
    // Slower than a bridge waits for what the centre knows: it sends what lies far beyond what is in these books.
    for (const { id } of machines) {
      const weather = network.weather(id);
      weather.delayMs = 2_000 + pick(4_000);
      weather.overtaken = 0.5;
    }
    await server.start();
    await world.drive(25_000 + pick(15_000));
  },
  'books put back beyond what a disk keeps': async (world, machine) => {
    const granted = world.asked.size;
    await visit(world, machine);
    for (let waited = 0; waited < seekMs && world.asked.size === granted; waited += seekStepMs)
      await world.drive(seekStepMs);
    // A grant is in the copy, and nothing of its vend.
    world.server.backUp();
    for (let visits = 0; visits < 12; visits++) {
      await visit(world, machine);
      await world.drive(1_500);
    }
    if (!restore(world)) return;
    await world.server.start();
  },
  'server killed behind an answer': async (world, machine) => {
    await visit(world, machine);
    await world.drive(world.pick(400));
    world.server.kill();
    await world.drive(world.pick(2_000));
    await world.server.start();
  },
  'order to lock': async (world, machine) => {
    void order(world, machine, 'lock', {}).then((isGiven) => isGiven && world.watch.locked(machine.id));
    await visit(world, machine);
    await world.drive(50);
    await visit(world, machine);
  },
  'order of a new epoch while cut off': async (world, machine) => {
    const weather = world.network.weather(machine.id);
    weather.up = false;
    world.network.cut(machine.id);
    await visit(world, machine);
    void order(world, machine, 'new-epoch', {});
    await world.drive(4_000 + world.pick(4_000));
    weather.up = true;
  },
  'bridge disk new': async (world, machine) => {
    if (world.pick(1) === 0) await visit(world, machine);
    await world.drive(world.pick(400));
    machine.kill();
    machine.changeDisk(new Map());
    forgotten(world);
    await world.drive(world.pick(1_000));
    await startMachine(world, machine);
  },
  'bridge disk put back': async (world, machine) => {
    machine.kill();
    const image = machine.disk.image();
    await startMachine(world, machine);
    for (let time = 0; time < 2; time++) {
      await visit(world, machine);
      await world.drive(2_000);
    }
    machine.kill();
    machine.changeDisk(image);
    forgotten(world);
    world.note('disk put back');
    const weather = world.network.weather(machine.id);
    // With the network gone it goes on where the image ends, under names that the centre knows already.
    weather.up = world.pick(2) === 0;
    await startMachine(world, machine);
    for (let time = world.pick(3); time > 0; time--) {
      await visit(world, machine);
      await world.drive(4_000);
    }
    if (world.pick(1) === 0) {
      machine.kill();
      await startMachine(world, machine);
    }
    weather.up = true;
  },
  'a week without a network': async (world, machine) => {
    world.note('days without a network');
    for (let visits = 0; visits < 3; visits++) {
      await dark(world, 2.4 * dayMs, machine);
      await visit(world, machine);
      await world.drive(5_000);
    }
  },
};
