import { pino } from 'pino';
import { wallClock } from '../../../protocol/base/clock.ts';
import { createBookingStore } from '../../../server/ledger/booking-store.ts';
import type { Vend } from '../../../server/ledger/vend.ts';
import { connectInflux } from '../../../server/projection/influx.ts';
import { findInfluxd, startInfluxd } from '../../../server/projection/influxd.ts';
import { pointOf } from '../../../server/projection/points.ts';
import { openDatabase } from '../../../server/store/open.ts';
import type { Findings } from '../figures.ts';
import { benchFolder, enrolMany, startServerSubject } from '../subject.ts';
import { type BenchOptions, runs } from './under-test.ts';

/** Vends that wait in the outbox when the server starts, of so many machines. */
const points = 100_000;
const machines = 1_000;
/** Points of one request, as the projector writes them. */
const batchSize = 5_000;
const lookEveryMs = 25;
/** A projection that has not ended by then never will. */
const giveUpMs = 120_000;

/** Points a second from the outbox into a real InfluxDB, beside its client alone writing the same points. */
export async function projection({ profile }: BenchOptions): Promise<Findings> {
  const program = findInfluxd(process.env.PATH);
  if (program === undefined) throw new Error('no influxd on the path: "npm test" installs it');
  const influxFolder = benchFolder();
  const influxd = await startInfluxd(program, influxFolder.path, wallClock(), pino({ level: 'silent' }));
  const [server, floor] = [[] as number[], [] as number[]];
  try {
    for (let run = 0; run < runs; run++) {
      floor.push(await clientAlone(`${influxd.url}/floor${run}`));
      server.push(await fromOutbox(`${influxd.url}/fleet${run}`, profile));
    }
  } finally {
    await influxd.stop();
    influxFolder.remove();
  }
  const name = `points into InfluxDB, ${points.toLocaleString('en')} in the outbox`;
  return { figures: [{ name, unit: '1/s', runs: server, floor }], notes: [] };
}

async function clientAlone(url: string): Promise<number> {
  const influx = connectInflux(url);
  await influx.create();
  const all = Array.from({ length: points }, (_, at) =>
    pointOf({ kind: 'vend', id: at, district: 'Konak', ...vendOf(at) }),
  );
  const beganAt = performance.now();
  for (let at = 0; at < points; at += batchSize) await influx.write(all.slice(at, at + batchSize));
  return (points * 1000) / (performance.now() - beganAt);
}

async function fromOutbox(url: string, profile: string | undefined): Promise<number> {
  const folder = benchFolder();
  try {
    enrolMany(folder.path, machines);
    bookVends(folder.path);
    // Where its database is there already, the server does not begin anew.
    const influx = connectInflux(url);
    await influx.create();
    const subject = await startServerSubject(folder.path, { influx: url, profile });
    const perSecond = await Promise.race([drained(subject.url), subject.died]).finally(() => subject.stop());
    const [row] = await influx.query<{ n: number }>('SELECT COUNT(pieces) AS n FROM vend', {});
    if (row?.n !== points) throw new Error(`InfluxDB holds ${row?.n} points of ${points}`);
    return perSecond;
  } finally {
    folder.remove();
  }
}

/** Points a second between the first look at which some had arrived and the one at which all had. */
async function drained(url: string): Promise<number> {
  const startedAt = performance.now();
  let first: { at: number; taken: number } | undefined;
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const taken = Number(/^maskfleet_influx_points_total (\d+)/m.exec(text)?.[1] ?? 0);
    const now = performance.now();
    if (taken > 0) first ??= { at: now, taken };
    if (first !== undefined && taken === points) return ((taken - first.taken) * 1000) / (now - first.at);
    if (now - startedAt > giveUpMs) throw new Error(`only ${taken} points arrived`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function bookVends(dataDir: string): void {
  const db = openDatabase(dataDir, undefined);
  const books = createBookingStore(db, () => {});
  db.transaction(() => {
    for (let at = 0; at < points; at++) books.book(vendOf(at));
  })();
  db.close();
}

/** The nth vend of a city: each machine in turn, a second between its vends. */
function vendOf(at: number): Vend {
  const machine = at % machines;
  return {
    machine: `bench-${String(machine).padStart(5, '0')}`,
    txn: `01725c6a-9d40-7000-8000-${at.toString(16).padStart(12, '0')}`,
    epoch: '01725c6a-9d40-4000-8000-000000000000',
    seq: 2 * Math.floor(at / machines) + 2,
    atMs: Date.parse('2020-05-20T06:00:00Z') + Math.floor(at / machines) * 1000 + machine,
    ...{
      tookMs: 4_000,
      slot: 0,
      product: 'adult',
      requested: 1,
      items: 1,
      pieces: 5,
      fault: 0,
    },
    ...{ vendCounter: at, authority: 'online', assumed: false, late: false },
  };
}
