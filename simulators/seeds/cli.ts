import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { loadConfig } from '../../protocol/base/config.ts';
import { simulatorError } from '../errors.ts';
import { interesting } from './cases.ts';
import { faults } from './faults.ts';
import { bugs } from './planted/bugs.ts';
import { fish } from './planted/fish.ts';
import { type Outcome, runSeed } from './run.ts';

/** From this many seeds on each kind of fault and each interesting case must have come up. */
const enoughForAll = 100;

/** Flags of `sim seeds`. */
export const SeedsConfig = Type.Object({
  from: Type.Integer({
    minimum: 0,
    maximum: 0xffff_ffff,
    default: 1,
    allowed: 'the first seed, a whole number',
  }),
  count: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 200, allowed: 'a whole number from 1 on' }),
});

/** Flags of `sim fish`. */
export const FishConfig = Type.Object({
  ...SeedsConfig.properties,
  bug: Type.String({ default: '', allowed: 'the name of one planted bug; empty: all of them' }),
});

/** Flags of `sim seed N`. */
export const SeedConfig = Type.Object({
  trace: Type.Boolean({ default: false, allowed: 'true or false: tells everything that happens' }),
});

const sources = (argv: readonly string[]) => ({
  ...{ argv, env: process.env, envPrefix: 'MASKFLEET_SIM' },
  readFile: (path: string) => readFileSync(path, 'utf8'),
});

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** `sim seeds --from N --count M`: runs them all, tells how often each thing came up; exit code 1 at the first breach. */
export async function runSeeds(argv: readonly string[]): Promise<void> {
  const { from, count } = loadConfig(SeedsConfig, sources(argv));
  const total = { vends: 0, faults: new Map<string, number>(), cases: new Map<string, number>() };
  const beganAt = process.cpuUsage();
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await runSeed(seed);
    if (outcome.breaches.length > 0) return failed(outcome);
    total.vends += outcome.vends;
    addTo(total.faults, outcome.faults);
    addTo(total.cases, outcome.cases);
  }
  const { user, system } = process.cpuUsage(beganAt);
  const seconds = (user + system) / 1e6;
  const missing: string[] = [];
  for (const [title, names, found] of [
    ['faults', Object.keys(faults), total.faults],
    ['cases', interesting, total.cases],
  ] as const) {
    print(`${title}:`);
    for (const name of names) {
      print(`  ${String(found.get(name) ?? 0).padStart(8)}  ${name}`);
      if (!found.has(name)) missing.push(name);
    }
  }
  print(
    `${count} seeds, ${total.vends} vends in ${seconds.toFixed(1)} s of CPU, ${Math.round(total.vends / seconds)} a second: I1 to I6 held`,
  );
  if (missing.length > 0 && count >= enoughForAll) {
    print(`never came up: ${missing.join(', ')}`);
    process.exitCode = 1;
  }
}

/** `sim fish [--from N] [--count M] [--bug NAME]`: plants each bug and runs seeds until one is found; exit code 1 where one is not. */
export async function runFish(argv: readonly string[]): Promise<void> {
  const { from, count, bug } = loadConfig(FishConfig, sources(argv));
  const some = bugs.filter(({ name }) => bug === '' || name === bug);
  if (some.length === 0)
    throw simulatorError(
      'BUG_UNKNOWN',
      `${bug} was given, allowed is ${bugs.map(({ name }) => name).join(', ')}`,
    );
  let missed = 0;
  for (const one of some) {
    const { seed, told } = await fish(one, { from, count });
    if (seed === undefined) missed++;
    print(`${one.name.padEnd(40)} ${seed === undefined ? told : `seed ${seed}: ${told}`}`);
  }
  print(`${some.length - missed} of ${some.length} planted bugs were found within ${count} seeds`);
  if (missed > 0) process.exitCode = 1;
}

/** `sim seed N [--trace]`: repeats one seed; the trace is the same to the byte each time. */
export async function runOneSeed([number, ...argv]: readonly string[]): Promise<void> {
  const { from } = loadConfig(SeedsConfig, sources(['--from', number ?? '']));
  const { trace } = loadConfig(SeedConfig, sources(argv));
  const outcome = await runSeed(from, trace ? print : undefined);
  if (outcome.breaches.length > 0) return failed(outcome);
  print(`seed ${from}: ${outcome.vends} vends, I1 to I6 held`);
}

function failed({ seed, breaches }: Outcome): void {
  for (const breach of breaches.slice(0, 20)) print(`seed ${seed}: ${breach}`);
  print(`again, with all that happened: npm run -s sim -- seed ${seed} --trace`);
  process.exitCode = 1;
}

function addTo(sums: Map<string, number>, some: ReadonlyMap<string, number>): void {
  for (const [name, n] of some) if (n > 0) sums.set(name, (sums.get(name) ?? 0) + n);
}
