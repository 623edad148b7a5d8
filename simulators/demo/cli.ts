import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Type } from 'typebox';
import { type Timer, wallClock } from '../../protocol/base/clock.ts';
import { loadConfig } from '../../protocol/base/config.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { seededRandom } from '../random.ts';
import { createCitizens } from './citizens.ts';
import { type DemoMachine, startMachine } from './machine.ts';
import { addDemoUser, enrol, signInLink, startServer } from './server-child.ts';
import { sites } from './sites.ts';

const DemoConfig = Type.Object({
  data: Type.String({ minLength: 1, default: '.demo', allowed: 'a path; a second run goes on from it' }),
  http: Type.String({ default: '127.0.0.1:8080', pattern: '^\\S+:\\d+$', allowed: 'HOST:PORT of the pages' }),
  machines: Type.Integer({ minimum: 1, maximum: sites.length, default: 6, allowed: `1 to ${sites.length}` }),
  gapSeconds: Type.Number({
    minimum: 0.05,
    default: 2,
    allowed: 'mean seconds between two citizens, 0.05 or more',
  }),
  seed: Type.Integer({ minimum: 0, default: 1, allowed: 'a whole number: the same citizens come again' }),
});

const progressEveryMs = 10_000;

/** `npm run demo`: a server, machines with virtual dispensers, and citizens who tap their cards, until Ctrl-C. */
export async function runDemo(argv: readonly string[]): Promise<void> {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const config = loadConfig(DemoConfig, { argv, env: process.env, envPrefix: 'MASKFLEET_DEMO', readFile });
  const folder = resolve(config.data);
  const clock = wallClock();
  makeFolder(folder, 0o700);

  const data = join(folder, 'server');
  await addDemoUser(data);
  const server = await startServer(data, config.http);
  say(`The pages: ${await signInLink(data, server.pages)}  (signs you in once; Ctrl-C ends)`);
  say(`Another link: npm run -s server -- login-link demo --data ${data} --url ${server.pages}`);
  const counts = { packs: 0, refusals: 0 };
  const machines: DemoMachine[] = [];
  for (const [at, site] of sites.slice(0, config.machines).entries()) {
    const token = await tokenOf(join(folder, 'tokens'), site.id, () => enrol(data, site));
    machines.push(
      await startMachine({
        ...{ id: site.id, token, clock, mqttUrl: server.mqtt, seed: config.seed * 1000 + at },
        folder: join(folder, site.id),
        on(happening) {
          if (happening.ev === 'drop') counts.packs++;
          if (happening.ev === 'display' && happening.tone === 2) counts.refusals++;
        },
      }),
    );
  }
  say(`${machines.length} machines serve; citizens come every ${config.gapSeconds} s on average.`);

  const random = seededRandom(config.seed);
  const citizens = createCitizens(random, config.gapSeconds * 1000);
  let coming: Timer | undefined;
  const arrive = () => {
    machines[Math.floor(random() * machines.length)]?.dispenser.card('tckn', citizens.next(), 'tap');
    coming = clock.after(citizens.gapMs(), arrive);
  };
  coming = clock.after(citizens.gapMs(), arrive);
  let progress: Timer | undefined;
  const tell = () => {
    say(`${counts.packs} packs given, ${counts.refusals} refused`);
    progress = clock.after(progressEveryMs, tell);
  };
  progress = clock.after(progressEveryMs, tell);

  const asked = new Promise((asking) => {
    process.once('SIGINT', asking);
    process.once('SIGTERM', asking);
  });
  await Promise.race([asked, server.ended]);
  coming.cancel();
  progress.cancel();
  say('Ending: machines first, so that the server hears everything.');
  await Promise.all(machines.map((machine) => machine.stop()));
  await server.stop();
  say(`${counts.packs} packs given in this run; the next one goes on from ${config.data}.`);
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
