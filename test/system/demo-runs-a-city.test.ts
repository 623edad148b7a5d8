import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { type DemoProcess, isRunning, startDemo } from '../support/demo-process.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The server, its ledger, and a dispenser and a bridge for each of two machines. */
const processes = 6;

interface Booked {
  readonly items: number;
  readonly first: number;
  readonly last: number;
}

function query<T>(folder: string, sql: string): T[] {
  const db = new Database(join(folder, 'server', 'ledger.db'), { readonly: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}

const vends = 'SELECT COALESCE(SUM(items), 0) AS items, MIN(at) AS first, MAX(at) AS last FROM vends';
const booked = (folder: string) => query<Booked>(folder, vends)[0] as Booked;
const refused = (folder: string) =>
  query<{ n: number }>(folder, "SELECT COUNT(*) AS n FROM transactions WHERE state = 'refused'")[0]?.n ?? 0;

/** What the dispensers' own memories count. */
function counted(folder: string): number {
  return readdirSync(folder)
    .filter((name) => name.startsWith('izmir-'))
    .map((name) => JSON.parse(readFileSync(join(folder, name, 'nvram.json'), 'utf8')))
    .flatMap((memory: { slots: { vendCounter: number }[] }) => memory.slots)
    .reduce((sum, slot) => sum + slot.vendCounter, 0);
}

async function stands(demo: DemoProcess): Promise<void> {
  await eventually(
    'three machines',
    () => {
      if (!isRunning(demo.pid)) throw new Error(`the demo has ended: ${demo.out()}`);
      return demo.out().includes('3 machines stand');
    },
    60_000,
  );
}

async function endsBy(signal: 'SIGINT' | 'SIGTERM', demo: DemoProcess): Promise<void> {
  const all = demo.descendants();
  expect(all.length).toBeGreaterThanOrEqual(processes);
  const from = performance.now();
  demo.signal(signal);
  expect(await demo.ended, demo.out()).toBe(0);
  expect(performance.now() - from).toBeLessThan(15_000);
  expect(all.filter(isRunning)).toEqual([]);
}

it('a city comes to its machines, ends at once and whole by a signal, and goes on in the next run', async () => {
  const folder = join(tempFolder(), 'city');
  const argv = ['--data', folder, '--http', '127.0.0.1:0', '--machines', '3', '--influx', 'off'];
  const run = (...more: string[]) => startDemo([...argv, ...more]);

  const startMs = performance.now();
  const first = run('--speed', '100');
  await eventually('an address to open', () => /http:\/\/127\.0\.0\.1:\d+/.test(first.out()), 60_000);
  await eventually('a first mask', () => booked(folder).items > 0, 60_000);
  expect(performance.now() - startMs).toBeLessThan(60_000);
  await stands(first);
  await eventually('packs and refusals', () => booked(folder).items > 60 && refused(folder) > 0, 60_000);
  // A machine was found nearly empty, filled, and has told that it holds what was counted.
  const applied = () => query(folder, 'SELECT slot FROM visit_slots WHERE applied = 1').length;
  await eventually('a visit of the van', () => applied() > 0, 60_000);
  await endsBy('SIGINT', first);
  const before = booked(folder);
  // Nothing is booked that did not fall. What a machine could not tell in the seconds that it waits for at its end, on a
  // computer that is busy with other things, stands in its journal, and the next run hears it.
  const fell = counted(folder);
  expect(fell).toBeGreaterThanOrEqual(before.items);
  expect(fell - before.items).toBeLessThan(3);
  expect(first.out()).toContain('packs were given in this run');

  const second = run('--speed', '50');
  await stands(second);
  await eventually('more packs', () => booked(folder).items > fell + 20, 60_000);
  await endsBy('SIGTERM', second);
  const after = booked(folder);
  // The dispensers of all three machines and the ledger agree once everything has ended.
  expect(counted(folder)).toBe(after.items);
  // Time went on from where it was, and nobody was enrolled again.
  const news = query<Booked>(folder, `${vends} WHERE at > ${before.last}`)[0] as Booked;
  expect(news.items).toBe(after.items - before.items);
  expect(news.first - before.last).toBeLessThan(3_600_000);
  expect(query(folder, 'SELECT id FROM machines')).toHaveLength(3);
  // Nobody's card is among what was told.
  expect(first.out() + second.out()).not.toMatch(/04[0-9A-F]{12}|\b[1-9]\d{10}\b/);
});

it('a folder of wall time tells in one line that it takes no other speed', async () => {
  const folder = join(tempFolder(), 'city');
  const argv = ['--data', folder, '--http', '127.0.0.1:0', '--machines', '1', '--influx', 'off'];
  const demo = startDemo(argv);
  await eventually('the machine', () => demo.out().includes('1 machine stands'), 60_000);
  demo.signal('SIGINT');
  expect(await demo.ended).toBe(0);
  const refusing = startDemo([...argv, '--speed', '60']);
  expect(await refusing.ended).toBe(2);
  expect(refusing.out()).toMatch(/DEMO_OTHER_CLOCK.*holds wall time/);
});
