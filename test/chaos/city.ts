import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from '../support/child.ts';
import { type Link, openLink } from '../support/link.ts';

const root = new URL('../../', import.meta.url).pathname;
const script = (path: string) => join(root, path);
/** Room for a ledger, an InfluxDB and the ballast that fills it up. */
const diskMiB = 192;
/** A program that cannot start is started again after this long, and given up after that. */
const [againMs, giveUpMs] = [500, 60_000];

/** One machine of the city: a dispenser on a PTY, its bridge, and the link between that and the server. */
export interface ChaosMachine {
  readonly id: string;
  readonly link: Link;
  readonly dispenser: Keeper;
  readonly bridge: Keeper;
  /** What its dispenser's non-volatile file counts, slot by slot: the reference for everything. */
  counters(): number[];
}

/** A process that is started again whenever it ends, until it is laid off. */
export interface Keeper {
  /** The running one; undefined while it is down. */
  current(): Child | undefined;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Ends it in peace, for good. */
  layOff(): Promise<void>;
}

export interface City {
  readonly folder: string;
  readonly data: string;
  readonly server: Keeper;
  readonly machines: readonly ChaosMachine[];
  /** Whether the server's folder is a small disk of its own that can be filled. */
  readonly hasDisk: boolean;
  end(): Promise<void>;
}

/** Makes the processes of a small city: real ones, on TCP and PTYs, with files that outlive each of them. */
export async function buildCity(count: number, slots: number): Promise<City> {
  const folder = mkdtempSync(join(tmpdir(), 'maskfleet-chaos-'));
  const data = join(folder, 'server');
  mkdirSync(data);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m`, 'tmpfs', data]);
  const hasDisk = mounted.status === 0;
  writeFileSync(join(folder, 'policy.yaml'), policy);

  const address = { http: '127.0.0.1:0', mqtt: '127.0.0.1:0' };
  const server = keep(async () => {
    const argv = ['--data', data, '--http', address.http, '--mqtt', address.mqtt, '--influx', 'auto'];
    const pages = ['--pages', join(folder, 'no-pages'), '--policy', join(folder, 'policy.yaml')];
    const child = startChild(script('server/bin/server.js'), [...argv, ...pages]);
    const line = await child.line('serving server', ({ msg }) => msg === 'serving', 60_000);
    // The same ports for the next one.
    address.http = String(line.http).replace('http://', '');
    address.mqtt = String(line.mqtt).replace('mqtt://', '');
    return child;
  });
  await server.start();
  const target = () => ({ host: '127.0.0.1', port: Number(address.mqtt.split(':')[1]) });
  const machines: ChaosMachine[] = [];
  for (let n = 1; n <= count; n++)
    machines.push(await buildMachine(folder, data, `chaos-${n}`, slots, target));
  return {
    ...{ folder, data, server, machines, hasDisk },
    async end() {
      await Promise.all(machines.map(({ bridge }) => bridge.layOff()));
      await Promise.all(machines.map(({ dispenser }) => dispenser.layOff()));
      await server.layOff();
      for (const { link } of machines) link.close();
      if (hasDisk) spawnSync('umount', [data]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function buildMachine(
  folder: string,
  data: string,
  id: string,
  slots: number,
  target: () => { host: string; port: number },
): Promise<ChaosMachine> {
  const own = (name: string) => join(folder, `${id}-${name}`);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [script('server/bin/server.js'), 'machine', 'enrol', id, '--data', data, '--language', 'en'],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(`${id} was not enrolled: ${stderr}`);
  writeFileSync(own('token'), (JSON.parse(stdout) as { token: string }).token);
  const link = await openLink(target);
  const memory = [
    '--slots',
    String(slots),
    '--stock',
    '5000',
    '--nvram',
    own('nvram.json'),
    '--vend-ms',
    '150',
  ];
  // The system gives the number of a PTY to the next that asks: through the old name a bridge would find another's dispenser.
  const unplug = () => rmSync(own('tty'), { force: true });
  const dispenser = keep(async () => {
    const child = startChild(script('simulators/bin/sim.js'), ['dispenser', ...memory, '--link', own('tty')]);
    await child.line('PTY', ({ pty }) => pty !== undefined);
    return child;
  }, unplug);
  await dispenser.start();
  const bridge = keep(async () => {
    const line = [
      '--serial',
      own('tty'),
      '--mqtt',
      `mqtt://127.0.0.1:${link.port}`,
      '--token-file',
      own('token'),
    ];
    const child = startChild(script('firmware-bridge/bin/bridge.js'), [
      '--machine',
      id,
      ...line,
      '--data',
      own('bridge'),
    ]);
    await child.line('bridge that runs', ({ msg }) => String(msg).includes('runs'));
    return child;
  });
  await bridge.start();
  return {
    ...{ id, link, dispenser, bridge },
    counters() {
      const memory = JSON.parse(readFileSync(own('nvram.json'), 'utf8')) as {
        slots: { vendCounter: number }[];
      };
      return memory.slots.map(({ vendCounter }) => vendCounter);
    },
  };
}

/** As a supervisor does: what cannot start now, on a full disk for example, is tried again. */
async function insist(make: () => Promise<Child>): Promise<Child> {
  const endAt = performance.now() + giveUpMs;
  for (;;) {
    try {
      return await make();
    } catch (error) {
      if (performance.now() > endAt) throw error;
      await pause(againMs);
    }
  }
}

/** Starts a program and holds on to it; a start that fails is told by whoever waits for it. `beforeEnd` comes before each end. */
function keep(make: () => Promise<Child>, beforeEnd: () => void = () => {}): Keeper {
  let running: Child | undefined;
  let starting: Promise<void> | undefined;
  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await starting?.catch(() => {});
    const child = running;
    running = undefined;
    beforeEnd();
    await child?.end(signal);
  }
  return {
    current: () => running,
    start() {
      starting ??= insist(make)
        .then((child) => {
          running = child;
        })
        .finally(() => {
          starting = undefined;
        });
      return starting;
    },
    kill: () => end('SIGKILL'),
    layOff: () => end('SIGTERM'),
  };
}

/** Everybody may come back soon, so that limits, refusals and offline vends all happen; nobody waits, so that no pace is held. */
const policy = `
timeZone: Europe/Istanbul
language: en
cards: 1
grantSeconds: 20
products:
  - { id: adult, code: 1, pieces: 5, name: { tr: A, en: A, zh-TW: A } }
  - { id: child, code: 2, pieces: 2, name: { tr: C, en: C, zh-TW: C } }
rules:
  - { id: hourly, products: [adult, child], limit: 40, window: { rolling: { hours: 1 } } }
planogram:
  - { slot: 0, product: adult, capacity: 6000 }
  - { slot: 1, product: child, capacity: 6000 }
caps: { machine: 1000000 }
velocity: { asks: 100000 }
offline: { mode: allow, perCard: 20, perMachine: 5000, maxHours: 8 }
`;
