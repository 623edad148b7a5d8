import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Random, seededRandom, wholeBetween } from '../../simulators/random.ts';
import { buildCity, type ChaosMachine, type City } from './city.ts';
import { draw, faults } from './faults.ts';
import { reckon } from './reckoning.ts';

const machineCount = 4;
const slots = 2;
const citizens = 400;
/** Pauses between two faults, in ms: some two hundred in ten minutes, of which most kill something. */
const quietMs = [300, 2_400] as const;
/** Fewer kills than this in a minute is no chaos: 100 in ten minutes. */
const leastKillsPerMinute = 10;

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** `npm run test:chaos -- --minutes M --seed N`: real processes under real kills; exit code 1 where a mask is lost or counted twice. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0 && minutes <= 600) || !Number.isInteger(seed)) {
    process.stderr.write('say --minutes M (above 0, at most 600) and --seed N (a whole number)\n');
    return 2;
  }
  const random = seededRandom(seed);
  const city = await buildCity(machineCount, slots);
  try {
    return await run(city, random, minutes, seed);
  } finally {
    await city.end();
  }
}

async function run(city: City, random: Random, minutes: number, seed: number): Promise<number> {
  const kills = new Map<string, number>();
  const done = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string) =>
    void counts.set(name, (counts.get(name) ?? 0) + 1);
  const stopping = new AbortController();
  const visits = city.machines.map((machine) =>
    comeAndGo(machine, seededRandom(seed * 31 + machine.id.length), stopping.signal),
  );

  const endAt = performance.now() + minutes * 60_000;
  const underWay = new Set<Promise<void>>();
  while (performance.now() < endAt) {
    const name = draw(random);
    const machine = city.machines[wholeBetween(random, 0, machineCount - 1)] as ChaosMachine;
    add(done, name);
    const fault = faults[name]?.run({ city, machine, random, count: (kind) => add(kills, kind) });
    const task = Promise.resolve(fault).catch((error: unknown) => print(`${name}: ${String(error)}`));
    underWay.add(task);
    void task.then(() => underWay.delete(task));
    await pause(wholeBetween(random, ...quietMs));
  }
  stopping.abort();
  await Promise.all([...visits, ...underWay]);
  await mend(city);
  const { wrong, fell, booked } = await reckon(city);

  for (const [name, n] of [...done].sort()) print(`${String(n).padStart(6)}  ${name}`);
  const all = [...kills.values()].reduce((sum, n) => sum + n, 0);
  print(`kills: ${[...kills].map(([kind, n]) => `${kind} ${n}`).join(', ')}; ${all} in all`);
  print(`${fell} items fell by the dispensers' own files, ${booked} are in the books`);
  for (const one of wrong.slice(0, 40)) print(`WRONG ${one}`);
  if (!city.hasDisk) print('a full disk was not tried: no small disk could be mounted here');
  const enough = all >= leastKillsPerMinute * minutes && fell > 0;
  if (!enough)
    print(`too little happened: ${leastKillsPerMinute * minutes} kills and some vends are the least`);
  print(
    wrong.length === 0 && enough
      ? 'nothing lost, nothing twice'
      : `failed; again: npm run -s test:chaos -- --minutes ${minutes} --seed ${seed}`,
  );
  return wrong.length === 0 && enough ? 0 : 1;
}

/** Citizens of one machine, one after the other, who do not wait for the machine to be well. */
async function comeAndGo({ dispenser }: ChaosMachine, random: Random, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const card = `04${wholeBetween(random, 0, citizens - 1)
      .toString(16)
      .padStart(6, '0')}`;
    dispenser.current()?.type(`select ${wholeBetween(random, 0, slots - 1)}`);
    dispenser.current()?.type(`card uid ${card}`);
    await pause(wholeBetween(random, 200, 1_500), undefined, { signal: stopping }).catch(() => {});
  }
}

/** Everything is put right, as technicians would. */
async function mend({ machines, server }: City): Promise<void> {
  if (server.current() === undefined) await server.start();
  for (const { link, dispenser, bridge } of machines) {
    link.mend();
    if (dispenser.current() === undefined) await dispenser.start();
    if (bridge.current() === undefined) await bridge.start();
    for (const line of ['noise 0', 'power on', 'door open', 'door close']) dispenser.current()?.type(line);
  }
}

process.exitCode = await main();
