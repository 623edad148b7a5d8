import { order, startMachine } from './acts.ts';
import { restore, stories } from './stories.ts';
import type { Act } from './world.ts';

/** What may go wrong, by its name in the tally. */
export const faults: Readonly<Record<string, Act>> = {
  'bridge killed': (_, machine) => machine.kill(),
  'bridge killed and back': async (world, machine) => {
    machine.kill();
    await world.drive(world.pick(2_000));
    await startMachine(world, machine);
  },
  'bridge killed twice': async (world, machine) => {
    for (let time = 0; time < 2; time++) {
      machine.kill();
      await world.drive(world.pick(300));
      void machine.start();
      await world.drive(world.pick(400));
    }
  },
  'dispenser off': (_, { dispenser }) => dispenser.power(false),
  'dispenser off and on': async (world, { dispenser }) => {
    dispenser.power(false);
    await world.drive(world.pick(1_000));
    dispenser.power(true);
  },
  'both off': async (world, machine) => {
    const [first, second] = world.pick(1) === 0 ? [0, 1] : [1, 0];
    for (const which of [first, second]) {
      if (which === 0) machine.kill();
      else machine.dispenser.power(false);
      await world.drive(world.pick(200));
    }
    await world.drive(world.pick(1_000));
    machine.dispenser.power(true);
    await startMachine(world, machine);
  },
  'line unplugged': (_, machine) => {
    machine.wired = false;
  },
  'line unplugged for a moment': async (world, machine) => {
    machine.wired = false;
    await world.drive(world.pick(1_500));
    machine.wired = true;
  },
  'noise on the line': ({ pick }, { dispenser }) => dispenser.noise(pick(20) / 1_000),
  jam: ({ pick }, { dispenser }) => void dispenser.jam(pick(1)),
  'drop unseen': ({ pick }, { dispenser }) => void dispenser.miss(pick(1)),
  'door open': (_, { dispenser }) => void dispenser.door(true),
  'server killed': ({ server }) => server.kill(),
  'server killed and back': async (world) => {
    world.server.kill();
    await world.drive(world.pick(3_000));
    if (!world.server.isRunning) await world.server.start();
  },
  'server restored from a backup': async (world) => {
    if (!restore(world)) return;
    await world.drive(world.pick(3_000));
    await world.server.start();
  },
  'ledger disk fails': ({ server }) => {
    server.diskFails = true;
  },
  'machine cut off': ({ network }, machine) => {
    network.weather(machine.id).up = false;
    network.cut(machine.id);
  },
  'all cut off': ({ network, machines }) => {
    for (const machine of machines) {
      network.weather(machine.id).up = false;
      network.cut(machine.id);
    }
  },
  'connection broken': ({ network }, machine) => network.cut(machine.id),
  'slow network': ({ network, pick }, machine) => {
    network.weather(machine.id).delayMs = 500 + pick(5_000);
  },
  'messages lost': ({ network }, machine) => {
    network.weather(machine.id).loses = 0.1;
  },
  'messages twice': ({ network }, machine) => {
    network.weather(machine.id).doubles = 0.4;
  },
  'messages overtaken': ({ network }, machine) => {
    network.weather(machine.id).overtaken = 0.3;
  },
  'InfluxDB down': ({ server }) => {
    server.influx.isDown = true;
  },
  'InfluxDB loses answers': ({ server }) => {
    server.influx.liesWith = 0.5;
  },
  'InfluxDB loses its data': ({ server }) => server.influx.lose(),
  'machine clock jumps': (world, machine) => {
    const year = 365 * 86_400_000;
    machine.clockOffMs = [-year, year, 3_600_000, -3_600_000, 0][world.pick(4)] ?? 0;
  },
  'bridge disk full': (_, machine) => {
    machine.disk.full = true;
  },
  'order to restart': (world, machine) => void order(world, machine, 'restart-bridge', {}),
  'order of a new epoch': (world, machine) => void order(world, machine, 'new-epoch', {}),
  'test vend': (world, machine) =>
    void order(world, machine, 'test-vend', { slot: world.pick(1), qty: 1 + world.pick(1) }),
  restock: (world, machine) => {
    const slot = world.pick(1);
    const product = slot === 0 ? 'adult' : 'child';
    void order(world, machine, 'set-stock', { slot, product, stock: 300 + world.pick(99), capacity: 400 });
  },
  ...stories,
};
