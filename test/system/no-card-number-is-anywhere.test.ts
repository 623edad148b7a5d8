import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type CardScanner, createCardScanner } from '../support/card-scanner.ts';
import { crowdId } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { everyAnswer } from '../support/everything-said.ts';
import { influxAnswers, influxdOf } from '../support/influx-bench.ts';
import { badNumbers, type KnownNumber, knownCards, oneCard } from '../support/known-cards.ts';
import { patternsOf } from '../support/number-patterns.ts';
import { ordersAreDone, plantEverywhere, scanPlantedBooks, textsOf } from '../support/planting.ts';
import {
  askEverything,
  block,
  command,
  type PrivacyCity,
  type Said,
  startPrivacyCity,
  tapAtTheBridge,
} from '../support/privacy-city.ts';
import { printedVouchers, tagOf } from '../support/privacy-vouchers.ts';
import { machineId } from '../support/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

const cards = knownCards(20_200_520);
const bad = badNumbers(20_200_521, 300);
/** Of a card that nobody shows: that it is found in each place shows that a number there would be. */
const planted = oneCard('tckn', 20_200_522);

const [atBridge, blocked, others] = [cards.slice(0, 40), cards.slice(40, 340), cards.slice(340)];
const isTckn = ({ scheme }: KnownNumber) => scheme === 'tckn';

/** What staff do with cards by hand, numbers that cannot be among them, and what else is told of what was given. */
async function staffAtWork(city: PrivacyCity, txn: string): Promise<Said[]> {
  const appeal = ['--product', 'adult', '--appeal', 'not-received', '--note', 'a jam at noon'];
  const [helped, erased] = others.filter(isTckn);
  const wrong = bad.find(isTckn);
  const done = await Promise.all([
    command(city, ['allow', '--scheme', 'tckn', ...appeal], helped),
    command(city, ['allow', '--scheme', 'tckn', ...appeal], wrong),
    command(city, ['erase', '--scheme', 'tckn'], erased),
    command(city, ['erase', '--scheme', 'tckn'], wrong),
    command(city, ['why', crowdId(0), txn]),
    command(city, ['verify', '--influx', 'off']),
    command(city, ['offline', 'report']),
  ]);
  expect(done.map(({ code }) => code)).toEqual([0, 1, 0, 1, 0, 1, 0]);
  // The ledger finds by itself what was planted.
  expect(done.find(({ place }) => place.includes('verify'))?.text.match(/^BROKEN \w+/gm)).toEqual([
    'BROKEN I6',
  ]);
  return done;
}

/** Waits until nothing is on its way any more: neither to the server, nor to InfluxDB. */
async function untilQuiet(city: PrivacyCity): Promise<void> {
  const { system, url } = city;
  await ordersAreDone(city);
  const booked = () => system.query('SELECT 1 FROM vends WHERE machine = ?', machineId).length;
  await eventually('what was given while cut off is told', () => booked() === system.counted());
  await eventually('InfluxDB has everything', async () =>
    /^maskfleet_outbox_points 0$/m.test(await (await fetch(`${url}/metrics`)).text()),
  );
}

/** The ways in which the planted number was found in places of a name. */
const waysIn = (scanner: CardScanner, places: RegExp): string[] => [
  ...new Set(
    scanner
      .found()
      .filter(({ place }) => places.test(place))
      .map(({ encoding }) => encoding),
  ),
];

/** Holds that what looks at everything sees everything. */
function expectPlantedEverywhere(scanner: CardScanner): void {
  const [ways, texts] = [patternsOf(planted), textsOf(planted)].map(
    (patterns) => new Set(patterns.map(({ encoding }) => encoding)),
  );
  const whole = [/^copy of the database$/, /^copy of its log$/, /^backup of the copy$/];
  const written = [
    ...[/^data\/server\/ledger\.db$/, /^backup$/, /^data\/bridge\/journal\//, /^cut off\/journal\//],
    ...[/^data\/server\/influxdb\/data\/maskfleet\/_series\//, /^answers of InfluxDB$/],
    ...[/^messages to the planted machine$/, /^\/api\/machines\/\d+$/, /^\/api\/audit\?/],
  ];
  const named = [
    ...[
      /^log of the books under load$/,
      /^data\/server\/ledger\.db-wal$/,
      /influxdb\/wal\/maskfleet\//,
      /^log of the server$/,
      /^what verify says$/,
    ],
    ...[/^messages to the crowd$/, /^live stream$/, /^\/metrics$/, /^\/api\/analytics\.csv\?/, /^\/nearby$/],
  ];
  for (const place of whole) expect([place, new Set(waysIn(scanner, place))]).toEqual([place, ways]);
  for (const place of written) expect([place, new Set(waysIn(scanner, place))]).toEqual([place, texts]);
  for (const place of named)
    expect([place, waysIn(scanner, place)]).toEqual([place, expect.arrayContaining(['text'])]);
}

it('ten thousand cards and some vouchers go through everything, and no number is in any file, log, message, figure or answer', async () => {
  expect(cards).toHaveLength(10_000);
  const city = await startPrivacyCity(planted);
  const vouchers = await printedVouchers(city, 10);
  const secret = [...cards, ...bad, ...vouchers, ...vouchers.map(tagOf)];
  const [forPlanted, forCards] = [createCardScanner([planted]), createCardScanner(secret)];
  const { system, url } = city;
  const said: Said[] = [await block(city, [...blocked, ...bad])];
  const plants = await plantEverywhere(city, planted);
  await plants.vend();
  const [answers, cutOff] = await Promise.all([
    askEverything(city, [...blocked, ...others, ...vouchers], bad),
    tapAtTheBridge(city, [...atBridge.slice(0, 20), ...bad.slice(0, 2), ...atBridge.slice(20)]),
  ]);
  expect(answers.granted).toBe(others.length + vouchers.length);
  expect(Object.keys(Object.fromEntries(answers.refusals)).sort()).toEqual(['bad-id', 'blocked', 'quota']);
  await untilQuiet(city);
  // What is planted just now stands in the newest pages of the write-ahead log, which the erasure that comes next empties.
  await plants.vend();
  for (const scanner of [forPlanted, forCards])
    scanner.scanFile('log of the books under load', join(system.paths.data, 'ledger.db-wal'));
  const txnsOf = (machine: string) =>
    system
      .query<{ txn: string }>('SELECT txn FROM transactions WHERE machine = ? LIMIT 3', machine)
      .map(({ txn }) => txn);
  said.push(...(await staffAtWork(city, String(txnsOf(crowdId(0))[0]))));
  await plants.vend();
  const backup = join(tempFolder(), 'backup.db');
  said.push(await command(city, ['backup', backup]));

  const names = {
    machines: [crowdId(0), machineId, planted.id],
    txns: [crowdId(0), machineId].flatMap(txnsOf),
  };
  const told = await everyAnswer(url, city.cookie, names);
  expect(told.filter(({ status }) => status === 200).length).toBeGreaterThan(60);
  expect(told.filter(({ status }) => status === 401 || status >= 500)).toEqual([]);
  said.push(
    ...told.map(({ path, text }) => ({ place: path, text })),
    { place: 'answers of InfluxDB', text: await influxAnswers(influxdOf(system.paths.data).url) },
    { place: 'messages to the planted machine', text: plants.heard() },
    { place: 'live stream', text: JSON.stringify(city.viewer.events) },
  );

  const folder = dirname(system.paths.data);
  for (const scanner of [forPlanted, forCards]) {
    for (const { place, text } of said) scanner.scan(place, text);
    scanner.scan('messages to the crowd', Buffer.concat(answers.heard));
    scanner.scanFolder('data', folder);
    scanner.scanFolder('cut off', cutOff);
    scanner.scanFile('backup', backup);
  }
  // A stop writes what was in memory alone: InfluxDB's cache, the ledger's log into its file.
  await Promise.all([city.bridge.end('SIGTERM'), system.server.end('SIGTERM')]);
  forCards.scanFolder('data after the stop', folder);
  const { server } = system;
  for (const scanner of [forPlanted, forCards])
    for (const [what, child] of Object.entries({ server, bridge: city.bridge, dispenser: city.dispenser }))
      scanner.scan(`log of the ${what}`, child.said());
  scanPlantedBooks(backup, planted, forPlanted);
  expectPlantedEverywhere(forPlanted);
  expect(forCards.found()).toEqual([]);
  expect(forCards.scannedBytes()).toBeGreaterThan(100 * 2 ** 20);
});
