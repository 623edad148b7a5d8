import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../protocol/base/clock.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import type { Site } from '../city/sites.ts';
import { fileNvram } from '../dispenser/nvram.ts';
import { seededRandom } from '../random.ts';
import { startInProcess } from './in-process.ts';
import type { DemoMachine, MachineOptions } from './machine.ts';
import { startOnPty } from './on-pty.ts';
import { firstStock, type Plan } from './plan.ts';
import { enrol } from './server-child.ts';

/** So many machines are processes on pseudo-terminals, the rest is in this process. */
const onPtys = 2;
/** The one that serves first is in this process: two new processes would keep the first citizen waiting. */
const isOnPty = (at: number) => at >= 1 && at <= onPtys;
/** How many are enrolled and started at once: each enrolment is a process of the server's program. */
const atOnce = 2;

/** What the whole fleet is made from. */
export interface FleetOptions {
  readonly sites: readonly Site[];
  readonly folder: string;
  readonly serverDir: string;
  /** Where the server is, once it serves. */
  readonly mqttUrl: Promise<string>;
  readonly seed: number;
  readonly clock: Clock;
  readonly simulated: string | undefined;
  readonly plan: Plan;
  readonly say: (line: string) => void;
  /** A machine stands in its place. */
  readonly onMachine: (machine: DemoMachine) => void;
  /** Once true no further machine is started. */
  readonly isOver: () => boolean;
}

/** Enrols what is not yet enrolled and starts the machines, the first as soon as can be. @throws where one cannot start. */
export async function startFleet(options: FleetOptions): Promise<void> {
  const left = [...options.sites.entries()];
  async function work(): Promise<void> {
    for (let one = left.shift(); one !== undefined && !options.isOver(); one = left.shift()) {
      const machine = await startMachine(options, ...one);
      options.onMachine(machine);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function startMachine(options: FleetOptions, at: number, site: Site): Promise<DemoMachine> {
  const { folder, serverDir, seed, simulated, clock, say, plan } = options;
  const token = await tokenOf(join(folder, 'tokens'), site.id, () => enrol(serverDir, site, plan.enrolled));
  const own = seed * 1000 + at;
  const common: MachineOptions = {
    ...{ site, token, seed: own % 2 ** 32 },
    mqttUrl: await options.mqttUrl,
    folder: join(folder, site.id),
    // A cabinet that stands already keeps its slots, whatever another policy would put into it.
    slots: fileNvram(join(folder, site.id, 'nvram.json')).read()?.slots.length ?? plan.slots,
    stock: firstStock(seededRandom(own), plan),
  };
  return isOnPty(at)
    ? startOnPty({ ...common, simulated, say })
    : startInProcess({ ...common, clock, simulated: simulated !== undefined, say });
}

/** The token of a machine that an earlier run enrolled, or a new one. */
async function tokenOf(folder: string, id: string, make: () => Promise<string>): Promise<string> {
  const path = join(folder, id);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  makeFolder(folder, 0o700);
  const token = await make();
  writeFileSync(path, token, { mode: 0o600 });
  return token;
}
