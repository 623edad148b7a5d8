import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Overview } from '../../../protocol/http/figures.ts';
import { createMachineStore, hashToken } from '../../../server/fleet/machine-store.ts';
import { createBookingStore } from '../../../server/ledger/booking-store.ts';
import { createRefusalStore } from '../../../server/ledger/refusal-store.ts';
import { createUsageStore } from '../../../server/ledger/usage-store.ts';
import type { Db } from '../../../server/store/open.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { createRequestLog } from '../../../server/whatif/request-log.ts';
import { eventually } from '../../support/eventually.ts';
import { influxBench } from '../../support/influx-bench.ts';
import { serverBench } from '../../support/server-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const noon = Date.parse('2026-11-20T09:00:00Z');
const range = 'from=2026-11-20&to=2026-11-20';
const cardOf = (n: number) => Uint8Array.from({ length: 32 }, (_, at) => (at < 4 ? n >> (8 * at) : 7));

/** Writes the books as a fleet would, by the stores themselves. */
function bookkeeper(db: Db) {
  const [bookings, usage] = [createBookingStore(db, () => {}), createUsageStore(db)];
  const [refusals, requests] = [createRefusalStore(db, () => {}), createRequestLog(db)];
  let seq = 0;
  return {
    machine(id: string, district: string) {
      const place = { name: id, lat: null, lon: null, district, language: null, slots: null };
      createMachineStore(db).enrol({ id, ...place, enrolledAtMs: 0, tokenHash: hashToken('t') });
    },
    /** A vend; `card` undefined: nobody knows whose. */
    give(
      machine: string,
      card: number | undefined,
      more: { authority?: 'online' | 'staff'; atMs?: number; keyId?: string } = {},
    ) {
      const { authority = 'online', atMs = noon, keyId = 'k' } = more;
      const txn = randomUUID();
      if (card !== undefined)
        usage.add(
          { machine, txn, policy: 1 },
          { card: cardOf(card), keyId },
          { atMs, product: 'adult', pieces: 5 },
          'settled',
        );
      bookings.book({
        ...{
          machine,
          txn,
          epoch: 'e',
          seq: ++seq,
          slot: 0,
          product: 'adult',
          requested: 1,
          items: 1,
          pieces: 5,
        },
        ...{ fault: 0, vendCounter: seq, authority, assumed: false, late: false, tookMs: 5_000, atMs },
      });
    },
    refuse(machine: string, card: number | undefined, reason: 'quota' | 'bad-id' = 'quota', keyId = 'k') {
      const common = { machine, product: 'adult', reason, atMs: noon };
      refusals.book({ ...common, txn: randomUUID() });
      const cards = [
        { scheme: 'uid', entry: 'tap', card: card === undefined ? undefined : cardOf(card) } as const,
      ];
      requests.keep({ ...common, qty: 1, given: 0, isOffline: false, cards }, keyId);
    },
  };
}

interface City {
  readonly minCards?: number;
  readonly influx?: string;
  readonly dataDir?: string;
}

/** A fleet as `write` has it, its server, and the records of its CSVs: key and value by column. */
async function city(
  write: (books: ReturnType<typeof bookkeeper>) => void,
  { minCards = 10, dataDir = tempFolder(), influx = 'off' }: City = {},
) {
  const db = openDatabase(dataDir, undefined);
  db.transaction(() => write(bookkeeper(db)))();
  db.close();
  const bench = await serverBench({ dataDir, minCards, influx });
  return {
    ...bench,
    /** The key, the numbers and the mark of each row. */
    async csv(question: string): Promise<string[]> {
      const response = await bench.ask(`/api/analytics.csv?step=day&${range}&${question}`, {}, 'analyst');
      expect(response.status).toBe(200);
      const [, ...lines] = (await response.text()).trimEnd().split('\r\n');
      return lines.map((line) => line.split(',').slice(2).join(','));
    },
  };
}

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at);
/** Nine cards at one machine, ten at a second, twelve at a third, all in one district. */
const nineTenTwelve = (books: ReturnType<typeof bookkeeper>) => {
  for (const [id, cards] of [
    ['a', 9],
    ['b', 10],
    ['c', 12],
  ] as const) {
    books.machine(id, 'Konak');
    for (const card of upTo(cards)) books.give(id, 100 + card);
  }
};

it('a cell of nine cards is empty and says so, one of ten is told, and what would give it away by a sum goes along', async () => {
  const { csv } = await city(nineTenTwelve);
  expect(await csv('measure=masks&by=machine')).toEqual([
    'a,a,Konak,,<10',
    'b,b,Konak,,<10',
    'c,c,Konak,60,',
  ]);
  expect(await csv('measure=vends&by=none')).toEqual(['31,']);
  // Medians add up to nothing.
  expect(await csv('measure=service&by=machine')).toEqual([
    'a,a,Konak,,,<10',
    'b,b,Konak,5,5,',
    'c,c,Konak,5,5,',
  ]);
  expect(await csv('measure=masks&by=none&machines=a')).toEqual([',<10']);
  expect(await csv('measure=masks&by=none&machines=nobody')).toEqual([]);
});

it('how many it takes is configured', async () => {
  const nine = await city(nineTenTwelve, { minCards: 9 });
  expect(await nine.csv('measure=masks&by=machine')).toEqual([
    'a,a,Konak,45,',
    'b,b,Konak,50,',
    'c,c,Konak,60,',
  ]);
  await nine.stop();
  const dozen = await serverBench({ dataDir: nine.dataDir, minCards: 13 });
  const text = await (
    await dozen.ask(`/api/analytics.csv?step=day&${range}&measure=masks&by=district`)
  ).text();
  expect(text).toContain(',Konak,,<13\r\n');
});

it('cards are counted, not vends: one that comes twelve times is one, and what nobody knows is none', async () => {
  const { csv } = await city((books) => {
    for (const id of ['once', 'often', 'nobody', 'staff', 'rotated', 'erased']) books.machine(id, id);
    for (const card of upTo(10)) books.give('once', card);
    for (const _ of upTo(12)) books.give('often', 1);
    for (const _ of upTo(12)) books.give('nobody', undefined);
    for (const _ of upTo(12)) books.give('staff', undefined, { authority: 'staff' });
    for (const card of upTo(12)) books.give('erased', card, { keyId: 'erased' });
    for (const card of upTo(12)) books.give('rotated', card, { keyId: card < 6 ? 'old' : 'new' });
  });
  expect(await csv('measure=vends&by=district&districts=once')).toEqual(['once,10,']);
  for (const place of ['often', 'nobody', 'rotated', 'erased'])
    expect(await csv(`measure=vends&by=district&districts=${place}`)).toEqual([`${place},,<10`]);
  expect(await csv('measure=vends&by=district&districts=staff')).toEqual([]);
});

it('refusals are held by who asked, and those whose requests were let go, or erased, are not told', async () => {
  const { csv, dataDir, stop } = await city((books) => {
    for (const id of ['ten', 'nine', 'bad', 'erased']) books.machine(id, id);
    for (const card of upTo(10)) books.refuse('ten', card);
    for (const card of upTo(9)) books.refuse('nine', card);
    for (const _ of upTo(20)) books.refuse('bad', undefined, 'bad-id');
    for (const card of upTo(20)) books.refuse('erased', card, 'quota', 'erased');
  });
  expect(await csv('measure=refusals&by=district&districts=ten')).toEqual(['ten,10,']);
  expect(await csv('measure=refusals&by=reason&districts=ten&districts=bad')).toEqual([
    'bad-id,,<10',
    'quota,,<10',
  ]);
  for (const place of ['nine', 'bad', 'erased'])
    expect(await csv(`measure=refusals&by=none&machines=${place}`)).toEqual([',<10']);
  expect(await csv('measure=refusals&by=machine&products=adult&reasons=quota&machines=ten')).toEqual([
    'ten,ten,ten,10,',
  ]);
  await stop();
  const db = openDatabase(dataDir, undefined);
  db.exec('DELETE FROM requests');
  db.close();
  const after = await serverBench({ dataDir, minCards: 10 });
  const text = await (
    await after.ask(`/api/analytics.csv?step=day&${range}&measure=refusals&by=none&machines=ten`)
  ).text();
  expect(text.trimEnd().split('\r\n').at(-1)).toMatch(/,,<10$/);
});

it('InfluxDB, which knows of no card, shows as little', async () => {
  const dataDir = tempFolder();
  const { url } = await influxBench(dataDir);
  const { csv, ask } = await city(nineTenTwelve, { dataDir, influx: `${url}/maskfleet` });
  await eventually('InfluxDB has all', async () => {
    const { figures, projection } = (await (await ask('/api/overview')).json()) as Overview;
    return figures.source === 'influxdb' && figures.masksTotal === 155 && projection.waiting === 0;
  });
  expect(await csv('measure=masks&by=machine')).toEqual([
    'a,a,Konak,,<10',
    'b,b,Konak,,<10',
    'c,c,Konak,60,',
  ]);
});
