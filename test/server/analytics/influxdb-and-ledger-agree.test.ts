import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import type { AnalyticsSource } from '../../../server/analytics/analytics.ts';
import { createInfluxAnalytics } from '../../../server/analytics/influx-analytics.ts';
import { createLedgerAnalytics } from '../../../server/analytics/ledger-analytics.ts';
import { type Question, questionOf } from '../../../server/analytics/question.ts';
import { partsOf, rowsOf, talliesOf } from '../../../server/analytics/rows.ts';
import { createMachineStore, hashToken } from '../../../server/fleet/machine-store.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { calendarOf } from '../../../server/policy/windows.ts';
import { connectInflux } from '../../../server/projection/influx.ts';
import { createProjector } from '../../../server/projection/projector.ts';
import { openStore, type Store } from '../../../server/store/client.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { seededRandom } from '../../../simulators/random.ts';
import { eventually } from '../../support/eventually.ts';
import { influxBench } from '../../support/influx-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const hourMs = 3_600_000;
const cardOf = (n: number) => ({ card: new Uint8Array(32).fill(n), keyId: 'k' });
/** The days around the end of summer time in Istanbul's last year with one, and in New York. */
const around = Date.parse('2015-11-04T12:00:00Z');
const zones = [
  ...['UTC', 'Europe/Istanbul', 'Asia/Kathmandu', 'Asia/Taipei', 'America/New_York', 'Australia/Lord_Howe'],
  ...['Pacific/Chatham', 'Pacific/Apia', 'America/St_Johns'],
];

const policy: PolicyDocument = {
  ...defaultPolicy,
  products: [
    ...defaultPolicy.products,
    { id: 'child', code: 2, pieces: 3, name: { tr: 'Çocuk', en: 'Child', 'zh-TW': '兒童' } },
  ],
  rules: [{ id: 'weekly', products: ['adult', 'child'], limit: 5, window: { rolling: { hours: 12 } } }],
};

async function bench() {
  const dataDir = tempFolder();
  const log = pino({ level: 'silent' });
  const clock = wallClock();
  const influxd = await influxBench(dataDir);
  const db = openDatabase(dataDir, undefined);
  // A name with everything that a line of InfluxDB's own must escape, and a machine without a district.
  for (const [id, district] of [
    ['izmir-01', 'Konak, \\ "Alsancak" = 1'],
    ['izmir-02', ''],
    ['izmir-03', 'Karşıyaka'],
  ] as const) {
    const place = { name: id, lat: null, lon: null, district, language: null, slots: null };
    createMachineStore(db).enrol({ id, ...place, enrolledAtMs: 0, tokenHash: hashToken('t') });
  }
  db.close();
  const store = await openStore({ dataDir, kind: 'wall', clock, log });
  await store.call('adoptPolicy', policy, 0);
  const influx = connectInflux(influxd.url);
  const metrics = createMetrics();
  const projector = createProjector({
    store,
    connect: async () => influx,
    metrics,
    log,
    clock,
    now: () => clock.now(),
    onChange() {},
  });
  onTestFinished(async () => {
    await projector.stop();
    await store.close();
  });
  projector.start();
  await eventually('InfluxDB is ready', () => projector.health().influx === 'up');
  return {
    store,
    projector,
    fromInflux: createInfluxAnalytics(() => influx),
    fromLedger: createLedgerAnalytics(store),
  };
}

it.each([1, 2, 3])('on every day of every zone, after random vends (seed %i)', async (seed) => {
  const { store, projector, fromInflux, fromLedger } = await bench();
  const random = seededRandom(seed);
  const pick = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const starts = zones.flatMap((zone) => {
    const day = calendarOf({ calendar: 'day' }, zone);
    return [-48, -24, 0, 24].map((hours) => day(around + hours * hourMs).start);
  });

  expect(await fromInflux.figures(starts[0] as number)).toEqual({
    ...(await fromLedger.figures(starts[0] as number)),
    source: 'influxdb',
  });
  for (const machine of ['izmir-01', 'izmir-02', 'izmir-03']) {
    const epoch = randomUUID();
    let seq = 0;
    for (let vends = 0; vends < 120; vends++) {
      // Many at the very edge of a day, some of them in the same millisecond.
      const atMs =
        random() < 0.3
          ? pick(...starts) + pick(-1, 0, 0, 1)
          : around + Math.floor((random() - 0.5) * 96 * hourMs);
      const common = {
        txn: randomUUID(),
        slot: pick(0, 1),
        product: pick('adult', 'child', 'unknown'),
        requested: 3,
      };
      // Some are asked for before, of which some are refused: a bad card, a product that nobody knows, no quota.
      const decision =
        random() < 0.6
          ? await store.call('authorize', {
              ...{ machine, txn: common.txn, slot: common.slot, product: common.product, qty: 1 },
              ...{ epoch, boot: 1, uptimeMs: 5, asked: randomBytes(16) },
              cards: [
                {
                  scheme: 'uid',
                  entry: 'tap',
                  facts: {},
                  pseudonym: pick(undefined, cardOf(pick(1, 2, 3, 4, 5))),
                },
              ],
              nowMs: atMs - Math.floor(random() * random() * 60_000),
            })
          : undefined;
      if (decision?.verdict === 'refuse') continue;
      const authority = decision === undefined ? pick('offline', 'staff', 'online') : 'online';
      const entry = () => ({
        seq: ++seq,
        at: new Date(atMs).toISOString(),
        synced: true,
        boot: 1,
        uptimeMs: 5,
      });
      const ended = { dispensed: pick(0, 1, 2, 3), fault: 0, vendCounter: 3, assumed: pick(true, false) };
      // A completion alone is a late one of a txn that nobody knows.
      const began =
        random() < 0.9
          ? { type: 'vend.started', ...common, vendCounter: 0, authority, cards: [] }
          : { type: 'mark' };
      const entries = [
        { ...entry(), ...began },
        { ...entry(), type: 'vend.completed', ...common, ...ended },
      ];
      const lagMs = Math.floor(random() * hourMs);
      const sent = { at: new Date(0).toISOString(), boot: 1, uptimeMs: 5 + lagMs };
      const result = await store.call('journal', machine, { epoch, oldest: 1, sent, entries }, atMs + lagMs);
      expect(result.applied).toBe(2);
      projector.nudge();
    }
  }
  await eventually('InfluxDB has everything', async () => (await store.call('outboxCounts')).waiting === 0);
  expect(await store.call('outboxCounts')).toEqual({ waiting: 0, rejected: 0 });

  let different = 0;
  for (const start of [...new Set(starts)]) {
    const [one, other] = [await fromInflux.figures(start), await fromLedger.figures(start)];
    expect({ start, ...one }).toEqual({ start, ...other, source: 'influxdb' });
    if (other.masksToday > 0 && other.masksToday < other.masksTotal) different++;
  }
  // Days that tell nothing apart would prove nothing.
  expect(different).toBeGreaterThan(10);

  await agreeOnEveryQuestion(store, fromInflux, fromLedger);
});

/** Every measure by every step, split and filter, in zones of every kind, from both sources. */
async function agreeOnEveryQuestion(store: Store, influx: AnalyticsSource, ledger: AnalyticsSource) {
  expect(await influx.newestMs()).toBe(await ledger.newestMs());
  const machines = await store.call('machines');
  const filters = [
    {},
    { districts: ['Konak, \\ "Alsancak" = 1', "it's nowhere"] },
    { machines: ['izmir-02', 'izmir-03'], products: ['adult'] },
    { products: ["adult' OR 'a' = 'a", "\\' OR time > 0; DROP DATABASE maskfleet --"] },
    { machines: ['nobody'] },
  ];
  const told = new Map<string, number>();
  for (const timeZone of zones)
    for (const measure of ['masks', 'vends', 'refusals', 'service'] as const)
      for (const step of ['hour', 'day', 'week'] as const)
        for (const by of ['none', 'district', 'machine', 'product', 'reason'] as const)
          for (const filter of filters) {
            if (by === 'reason' && measure !== 'refusals') continue;
            // All filters in one zone alone: a zone does nothing to them.
            if (timeZone !== 'Europe/Istanbul' && filter !== filters[0]) continue;
            const query = { measure, step, by, from: '2015-10-31', to: '2015-11-08', ...filter };
            const checked = questionOf(query, { timeZone, nowMs: around, machines });
            if (!checked.ok) throw new Error(checked.problem.message);
            const [one, other] = [
              await readAll(influx, checked.question),
              await readAll(ledger, checked.question),
            ];
            expect({ timeZone, query, rows: one }).toEqual({ timeZone, query, rows: other });
            const name = `${measure} ${filters.indexOf(filter)}`;
            told.set(name, (told.get(name) ?? 0) + one.length);
          }
  for (const measure of ['masks', 'vends', 'refusals', 'service']) {
    for (const full of [0, 1, 2])
      expect(told.get(`${measure} ${full}`), `${measure} ${full}`).toBeGreaterThan(10);
    for (const empty of [3, 4]) expect(told.get(`${measure} ${empty}`)).toBe(0);
  }
}

async function readAll(source: AnalyticsSource, question: Question) {
  const parts = partsOf(question).map(async (part) =>
    rowsOf(await talliesOf(source, question, part), question),
  );
  return (await Promise.all(parts)).flat();
}
