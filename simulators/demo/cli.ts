import { join, resolve } from 'node:path';
import { wallClock } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { createArrivals } from '../city/arrivals.ts';
import { createCitizens, packsPerVisit } from '../city/citizens.ts';
import { createMishaps } from '../city/mishaps.ts';
import { alwaysRush, byHour } from '../city/profile.ts';
import { vansFor } from '../city/restocker.ts';
import { firstSites, type Site } from '../city/sites.ts';
import { createVouchers } from '../city/vouchers.ts';
import { simulatorError } from '../errors.ts';
import { seededRandom } from '../random.ts';
import { letClaim } from './claims.ts';
import { readDemoConfig } from './config.ts';
import { countAt, noCounts } from './counts.ts';
import { createCrowd } from './crowd.ts';
import { startFleet } from './fleet.ts';
import { provideInflux } from './influx.ts';
import { letJam } from './jams.ts';
import { addDemoUser, anotherLink, loginLink } from './login-link.ts';
import type { DemoMachine } from './machine.ts';
import { readMemo, writeMemo } from './memo.ts';
import { memoryBytes } from './memory.ts';
import { createOffice } from './office.ts';
import { defaultPlan, findPolicy, readPlan } from './plan.ts';
import { createScreen, some } from './progress.ts';
import { startServer } from './server-child.ts';
import { standingOf } from './stock.ts';
import { chooseTime } from './time.ts';
import { createVan } from './van.ts';

/** How far ahead of simulated time the note of it is, in wall ms: what a killed run did must not lie in the next one's future. */
const memoAheadMs = 15_000;
const memoEveryMs = 5_000;

/** `npm run demo`: a server, machines, and a city that comes to them, until Ctrl-C. */
export async function runDemo(argv: readonly string[]): Promise<void> {
  const config = readDemoConfig(argv);
  const policy = config.policy === undefined ? undefined : findPolicy(config.policy);
  const plan = policy === undefined ? defaultPlan : readPlan(policy);
  const folder = resolve(config.data);
  const serverDir = join(folder, 'server');
  const wall = wallClock();
  const screen = createScreen(process.stdout, wall);
  const { say } = screen;
  makeFolder(folder, 0o700);
  const memo = readMemo(folder);
  const asked = askedToEnd();
  const influx = await provideInflux(config.influx, config.install, say);

  const { clock, flag } = chooseTime(memo, config.speed, wall.now(), config.data);
  const kind = flag === undefined ? 'wall' : 'simulated';
  const runs = (memo?.runs ?? 0) + 1;
  const note = (aheadMs: number) => {
    const resumeMs = clock.now() + aheadMs * config.speed;
    writeMemo(folder, { clock: kind, runs, ...(kind === 'wall' ? {} : { resumeMs }) });
  };
  const { http } = config;
  // Before anything else is in the folder: a start that fails leaves its kind of time behind.
  note(0);
  await addDemoUser(serverDir);
  screen.wait('The server starts. The first time it builds the pages, which takes a while …');
  const serving = startServer({ dataDir: serverDir, http, influx, policy, simulated: flag, say });

  const counts = noCounts();
  const machines: DemoMachine[] = [];
  const sites = firstSites(config.machines);
  // Each run has its own days, and the citizens are the same in all of them.
  const stream = (name: number) => seededRandom(Math.imul(config.seed + 1, 0x9e3779b1) ^ (runs * 16 + name));
  const profile = flag === undefined ? alwaysRush : byHour;
  const vouchers = createVouchers(stream(5));
  const crowd = createCrowd({
    ...{ clock, wall, counts, seed: config.seed, schemes: plan.schemes, random: stream(0) },
    arrivals: createArrivals({
      ...{ sites, profile, perVisit: packsPerVisit },
      random: stream(1),
      startMs: clock.now(),
    }),
    citizens: createCitizens(stream(2)),
    vouchers,
  });
  const mishaps = createMishaps(stream(3), stream(4));
  let over = false;
  const fleet = startFleet({
    ...{ sites, folder, serverDir, clock, say, seed: config.seed, simulated: flag },
    // Machines are enrolled while the server starts.
    mqttUrl: serving.then(({ mqtt }) => mqtt),
    plan,
    isOver: () => over,
    onMachine(machine) {
      machines.push(machine);
      countAt(machine, counts);
      letJam(machine, clock, mishaps);
      letClaim(machine, clock, mishaps);
      crowd.meet(machine);
    },
  });
  // What fails is told once, below or by the server.
  fleet.catch(() => {});
  const server = await serving;
  screen.wait('');
  note(memoAheadMs);
  crowd.start();
  say(`Open ${await loginLink(serverDir, server.pages)}`);
  say(`It signs you in once; another: ${anotherLink(serverDir, server.pages)}  (Ctrl-C ends the demo)`);
  const office = createOffice({ clock, serverDir, pages: server.pages });
  // Without them everybody has a card: no reason to end a demo.
  office.makeVouchers().then(vouchers.handOut, (error: unknown) => say(messageOf(error)));
  const taken = new Set<Site>();
  const vans = Array.from({ length: vansFor(sites.length) }, () =>
    createVan({ clock, office, taken, counts, say, machines: () => machines }),
  );
  const noting = setInterval(() => note(memoAheadMs), memoEveryMs);
  screen.follow(async () => {
    const standings = await Promise.all(machines.map(standingOf));
    const empty = standings.filter(({ stock, capacity }) => stock === 0 && capacity > 0).length;
    const now = { atMs: clock.now(), machines: machines.length, empty, waiting: crowd.waiting() };
    return { ...counts, ...now, memoryBytes: memoryBytes() };
  });
  const fallen = server.ended.then(() => {
    throw simulatorError('SERVER_ENDED', 'its words stand above');
  });
  const ready = fleet.then(() => {
    if (over) return;
    const pace = flag === undefined ? 'at wall time' : `${config.speed} times as fast as the clock`;
    const standing = some(machines.length, 'machine stands', 'machines stand');
    say(`${standing}, and the city runs ${pace}.`);
    for (const van of vans) van.start();
  });

  const failed = await Promise.race([asked, fallen, ready.then(() => never)]).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  over = true;
  screen.stop();
  if (failed !== undefined) say(messageOf(failed.error));
  say('Ending: the city first, then the machines, so that the server hears everything.');
  crowd.stop();
  clearInterval(noting);
  await Promise.all(vans.map((van) => van.stop()));
  await fleet.catch(() => {});
  await Promise.all(machines.map((machine) => machine.stop()));
  await server.stop();
  note(0);
  if (failed !== undefined) throw failed.error;
  say(
    `${some(counts.packs, 'pack was', 'packs were')} given in this run; the next one goes on from ${config.data}.`,
  );
}

const never = new Promise<never>(() => {});

/** A signal that follows sooner is the same one: npm passes on what the terminal has told this process already. */
const sameSignalMs = 1_000;

/** Resolves at the first signal; another one ends everything at once. */
function askedToEnd(): Promise<void> {
  return new Promise((asking) => {
    let firstMs: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        const nowMs = performance.now();
        firstMs ??= nowMs;
        if (nowMs - firstMs > sameSignalMs) process.exit(1);
        asking();
      });
    // Whoever read along is gone, and the end is told to nobody.
    process.stdout.on('error', () => {});
  });
}
