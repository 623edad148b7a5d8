import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Random, wholeBetween } from '../../simulators/random.ts';
import type { ChaosMachine, City, Keeper } from './city.ts';

/** What one fault needs. `count` notes a kill by the kind of process. */
export interface Ground {
  readonly city: City;
  readonly machine: ChaosMachine;
  readonly random: Random;
  readonly count: (kind: string) => void;
}

/** Makes something fail and puts it right again; resolves when it is. */
export type Fault = (ground: Ground) => Promise<void>;

const downMs = (random: Random) => (random() < 0.6 ? 0 : wholeBetween(random, 100, 3_000));

async function killAndStart({ random, count }: Ground, kind: string, keeper: Keeper): Promise<void> {
  if (keeper.current() === undefined) return;
  count(kind);
  await keeper.kill();
  await pause(downMs(random));
  await keeper.start();
}

/** Faults by name, and how often each is drawn. */
export const faults: Readonly<Record<string, { readonly weight: number; readonly run: Fault }>> = {
  'bridge killed': { weight: 8, run: (ground) => killAndStart(ground, 'bridge', ground.machine.bridge) },
  'dispenser killed': {
    weight: 8,
    run: (ground) => killAndStart(ground, 'dispenser', ground.machine.dispenser),
  },
  'server killed': { weight: 4, run: (ground) => killAndStart(ground, 'server', ground.city.server) },
  'bridge and dispenser killed': {
    weight: 3,
    run: async (ground) => {
      const { bridge, dispenser } = ground.machine;
      await Promise.all([
        killAndStart(ground, 'dispenser', dispenser),
        killAndStart(ground, 'bridge', bridge),
      ]);
    },
  },
  'InfluxDB killed': {
    weight: 2,
    async run({ city, count }) {
      const pid = influxPid(city);
      if (pid === undefined) return;
      count('influxd');
      process.kill(pid, 'SIGKILL');
    },
  },
  'InfluxDB stands still': {
    weight: 1,
    async run({ city, random }) {
      const pid = influxPid(city);
      if (pid === undefined) return;
      process.kill(pid, 'SIGSTOP');
      await pause(wholeBetween(random, 500, 4_000));
      if (influxPid(city) === pid) process.kill(pid, 'SIGCONT');
    },
  },
  'dispenser loses power': {
    weight: 4,
    async run({ machine, random }) {
      machine.dispenser.current()?.type('power off');
      await pause(downMs(random));
      machine.dispenser.current()?.type('power on');
    },
  },
  'link cut': {
    weight: 5,
    async run({ machine, random }) {
      machine.link.cut();
      await pause(wholeBetween(random, 0, 6_000));
      machine.link.mend();
    },
  },
  'link slow': {
    weight: 3,
    async run({ machine, random }) {
      machine.link.slow(wholeBetween(random, 200, 4_000));
      await pause(wholeBetween(random, 1_000, 5_000));
      machine.link.mend();
    },
  },
  'noise on the line': {
    weight: 2,
    async run({ machine, random }) {
      machine.dispenser.current()?.type('noise 0.02');
      await pause(wholeBetween(random, 500, 3_000));
      machine.dispenser.current()?.type('noise 0');
    },
  },
  jam: {
    weight: 2,
    async run({ machine, random }) {
      const slot = wholeBetween(random, 0, 1);
      machine.dispenser.current()?.type(`jam ${slot}`);
      await pause(wholeBetween(random, 200, 2_000));
      machine.dispenser.current()?.type(`clear ${slot}`);
    },
  },
  'disk full': {
    weight: 1,
    async run({ city, random }) {
      if (!city.hasDisk) return;
      const ballast = join(city.data, 'ballast');
      fill(ballast);
      await pause(wholeBetween(random, 500, 4_000));
      rmSync(ballast, { force: true });
    },
  },
};

/** Draws a fault by its weight. */
export function draw(random: Random): string {
  const all = Object.entries(faults);
  let at = random() * all.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of all) {
    at -= weight;
    if (at < 0) return name;
  }
  return all[0]?.[0] ?? '';
}

/** The process of the server's private InfluxDB, as the server noted it; undefined while there is none. */
function influxPid({ data }: City): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(join(data, 'influxdb', 'influxd.json'), 'utf8')) as {
      pid: number;
    };
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('influxd') ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Takes all the room that a disk has left. */
function fill(path: string): void {
  const [whole, part] = [Buffer.alloc(1 << 20), Buffer.alloc(4_096)];
  for (const chunk of [whole, part]) {
    try {
      for (;;) writeFileSync(path, chunk, { flag: 'a' });
    } catch {
      // ENOSPC: as full as chunks of that size make it.
    }
  }
}
