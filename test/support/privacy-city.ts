import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { defaultPolicy } from '../../server/policy/default.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import { openDatabase } from '../../server/store/open.ts';
import { type Answers, type Ask, askAll } from './asking-crowd.ts';
import type { Child } from './child.ts';
import { enrolCrowd } from './crowd.ts';
import { watchLive } from './event-stream.ts';
import { eventually } from './eventually.ts';
import type { KnownNumber } from './known-cards.ts';
import { runServerCommand } from './server-process.ts';
import { startSystem } from './system.ts';
import { tcpProxy } from './tcp-proxy.ts';
import { tempFolder } from './temp-folder.ts';

/** Machines that ask at once; the caps of one hour let each give its share of ten thousand. */
const askers = 40;
export const plantToken = 'a token of the planted';

/** A city that refuses for every reason that a card can give, and whose second product is called what a test plants. */
const policyOf = (planted: string): PolicyDocument => ({
  ...defaultPolicy,
  language: 'en',
  products: [
    ...defaultPolicy.products,
    { id: planted, code: 2, pieces: 1, name: { tr: planted, en: planted, 'zh-TW': planted } },
  ],
  rules: [
    ...defaultPolicy.rules,
    { id: 'planted', products: [planted], limit: 5, window: { rolling: { days: 7 } } },
  ],
  blocked: ['lost-cards'],
  appeals: [
    { id: 'not-received', items: 2, name: { tr: 'Çıkmadı', en: 'Nothing came', 'zh-TW': '沒有掉出' } },
  ],
  velocity: { asks: 100_000, numbers: 1_000, numbersAnHour: 10_000 },
  offline: { mode: 'allow', perCard: 5, perMachine: 500, maxHours: 4 },
});

/** Server, influxd, bridge and dispenser as processes that tell all they can, with a crowd enrolled, and a viewer of the pages. */
export async function startPrivacyCity(planted: KnownNumber) {
  const policy = stringify(policyOf(planted.id));
  const system = await startSystem({ policy, influx: 'auto', logLevel: 'trace', stock: 500, vendMs: 20 });
  enrolCrowd(system.paths.data, askers);
  const db = openDatabase(system.paths.data, undefined);
  const { id } = planted;
  const place = { lat: null, lon: null, district: id, language: null, slots: null };
  const tokenHash = hashToken(plantToken);
  createMachineStore(db).enrol({ id, name: `Machine ${id}`, ...place, enrolledAtMs: Date.now(), tokenHash });
  db.close();
  const [host = '', port = ''] = system.ports().mqtt.split(':');
  const link = await tcpProxy({ host, port: Number(port) });
  const dispenser = await system.startDispenser();
  const bridge = await system.startBridge({ mqtt: `127.0.0.1:${link.port}` });
  const url = `http://${system.ports().http}`;
  const cookie = system.cookie();
  const viewer = await watchLive(url, cookie);
  await system.serving(dispenser);
  return { system, link, dispenser, bridge, url, cookie, viewer, mqttPort: Number(port) };
}
export type PrivacyCity = Awaited<ReturnType<typeof startPrivacyCity>>;

/** What the command line said, by what it was asked. */
export type Said = { readonly place: string; readonly text: string };

/** Runs a command of the server on the city's folder; what it reads is a number. */
export async function command(
  city: PrivacyCity,
  argv: readonly string[],
  input?: KnownNumber,
): Promise<Said & { readonly code: number | null }> {
  const line = input === undefined ? undefined : `${input.said}\n`;
  const done = await runServerCommand([...argv, '--data', city.system.paths.data], {}, line);
  return { place: `what ${argv[0]} says`, text: done.out + done.err, code: done.code };
}

/** Brings in a list of cards that are kept out; numbers that cannot be are lines that are left out. */
export async function block(city: PrivacyCity, numbers: readonly KnownNumber[]): Promise<Said> {
  // Where the numbers come from is the city's own affair: this folder is not looked into.
  const file = join(tempFolder(), 'lost-cards.csv');
  writeFileSync(file, numbers.map(({ scheme, said }) => `${scheme},"${said}"\n`).join(''));
  return command(city, ['list', 'import', 'lost-cards', file]);
}

/** Every card is asked for, some of them twice; numbers that cannot be are asked for, and said where none belongs. */
export function askEverything(
  city: PrivacyCity,
  cards: readonly KnownNumber[],
  bad: readonly KnownNumber[],
): Promise<Answers> {
  const twice = cards.filter((_, at) => at % 25 === 0);
  const asks: Ask[] = [
    ...[...cards, ...twice, ...bad].map((tap): Ask => ({ tap })),
    ...bad.flatMap(({ said }) =>
      [
        `{"cards":[{"id":"${said}"`,
        JSON.stringify({ txn: said, cards: [], qty: said, [said]: said }),
        JSON.stringify({ cards: [{ scheme: said, id: 1, entry: said }], product: said }),
      ].map((raw): Ask => ({ raw })),
    ),
  ];
  return askAll(asks, askers, city.mqttPort);
}

/** Cards at the machine with a bridge, the later ones while it is cut off; a copy of its disk at the end of that. */
export async function tapAtTheBridge(city: PrivacyCity, cards: readonly KnownNumber[]): Promise<string> {
  const { dispenser, link, system, bridge } = city;
  const cutFrom = Math.floor(cards.length / 2);
  for (const [at, card] of cards.entries()) {
    if (at === cutFrom) {
      link.cut();
      await bridge.line('a lost connection', ({ msg }) => String(msg).includes('was lost'));
    }
    await tap(dispenser, card);
  }
  const copy = join(tempFolder(), 'bridge-cut-off');
  cpSync(system.paths.bridge, copy, { recursive: true });
  link.mend();
  return copy;
}

/** A card is shown, and either something falls or the display refuses it. */
async function tap(dispenser: Child, { scheme, id }: KnownNumber): Promise<void> {
  const before = dispenser.lines.length;
  dispenser.type(`card ${scheme} ${id}`);
  await eventually('a result or a refusal', () =>
    dispenser.lines.slice(before).some(({ ev, tone }) => ev === 'result' || (ev === 'display' && tone === 2)),
  );
}
