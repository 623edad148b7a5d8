import { uuidV4 } from '../../firmware-bridge/ids.ts';
import type { CommandName } from '../../protocol/mqtt/messages/command.ts';
import type { SimulatedMachine } from './machine.ts';
import type { Act, World } from './world.ts';

/** Citizens of a seed: few, so that they come back and meet their limits. */
const citizens = 60;

/** A citizen, now and then with a second card, who goes away before the end. */
export const visit: Act = async (world, { dispenser }) => {
  const { pick } = world;
  dispenser.select(pick(3) === 0 ? 1 : 0);
  await world.drive(10 + pick(30));
  for (let card = pick(4) === 0 ? 1 : 0; card >= 0; card--) {
    dispenser.card('uid', cardOf(pick(citizens - 1)), 'tap');
    await world.drive(10 + pick(30));
  }
};

/** What all cards' numbers end with, so that one search finds any of them. */
export const cardEnding = 'C3D4E5F607';

/** A card's number, of a chip with seven bytes. */
export const cardOf = (citizen: number): string => `04${String(citizen).padStart(2, '0')}${cardEnding}`;

/** Everything is put right, as technicians would; `alone` is left without a network. */
export async function mend(world: World, alone?: SimulatedMachine): Promise<void> {
  const { server, network } = world;
  server.influx.isDown = false;
  server.influx.liesWith = 0;
  server.diskFails = false;
  if (!server.isRunning) await server.start();
  for (const machine of world.machines) {
    Object.assign(network.weather(machine.id), {
      up: machine !== alone,
      delayMs: 20,
      loses: 0,
      doubles: 0,
      overtaken: 0,
    });
    machine.wired = true;
    machine.disk.full = false;
    machine.dispenser.noise(0);
    machine.dispenser.power(true);
    machine.dispenser.door(true);
    machine.dispenser.door(false);
    if (!machine.isRunning) await startMachine(world, machine);
  }
  const locked = new Set(server.db.prepare('SELECT id FROM machines WHERE locked = 1').pluck().all());
  for (const machine of world.machines) if (locked.has(machine.id)) await unlock(world, machine);
}

async function unlock(world: World, machine: SimulatedMachine): Promise<void> {
  world.watch.unlocked(machine.id);
  void order(world, machine, 'unlock', {});
  await world.drive(1_000);
}

/** Switches a bridge on, and waits until it runs. */
export async function startMachine({ drive }: World, machine: SimulatedMachine): Promise<void> {
  // Its disk answers on the simulated clock, so time must go on for it to start.
  const started = machine.start();
  await drive(1_000);
  await started;
}

/** Gives a machine an order, as an operator does; the centre may be down, and then nothing happens. */
export async function order(
  world: World,
  machine: SimulatedMachine,
  name: CommandName,
  args: object,
): Promise<boolean> {
  const { server, clock, random } = world;
  if (server.store === undefined) return false;
  const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  const id = uuidV4({ bytes, fraction: random });
  const nowMs = clock.now();
  return server.store
    .call(
      'giveOrder',
      { id, machine: machine.id, name, args, reason: 'simulated' },
      { actor: 'simulation', nowMs, wallMs: nowMs },
    )
    .then(
      () => {
        server.ordered(machine.id);
        return true;
      },
      () => false,
    );
}
