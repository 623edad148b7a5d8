import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cursorOf, readCursor } from '../../../server/fleet/timeline.ts';
import { createTimelineStore } from '../../../server/fleet/timeline-store.ts';
import type { Db } from '../../../server/store/open.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const id = 'izmir-01';

/** All of a machine's timeline, in pages of `count`. */
function pages(ledger: Awaited<ReturnType<typeof ledgerBench>>['ledger'], count: number) {
  const found = [];
  let next: string | null = null;
  do {
    const page = ledger.timeline(id, next === null ? undefined : readCursor(next), count);
    found.push(...(page?.items ?? []));
    next = page?.next ?? null;
  } while (next !== null);
  return found;
}

it('everything that happened is told once, newest first, whatever the size of the pages', async () => {
  const bench = await ledgerBench();
  const { ledger } = bench;
  const machine = bench.machine(id);
  const tell = (...bodies: Parameters<typeof machine.write>) => {
    machine.wait(1_000);
    return machine.write(...bodies);
  };
  const granted = randomUUID();
  const vend = () => {
    machine.wait(1_000);
    return machine.vend(granted);
  };
  machine.ask({ txn: granted });
  const entries = [
    ...tell({ type: 'boot', cause: 0, bootCount: 1 }, { type: 'line', up: true }),
    ...tell({
      type: 'stock.set',
      slot: 0,
      product: 'adult',
      before: 0,
      after: 50,
      capacity: 200,
      visit: 'v',
    }),
    ...tell({ type: 'door', open: true }, { type: 'door', open: false }, { type: 'tamper', kind: 1 }),
    ...tell({ type: 'fault.raised', slot: 0, fault: 1 }, { type: 'fault.cleared', slot: 0, fault: 1 }),
    ...vend(),
    ...tell({ type: 'mark' }),
  ];
  machine.send(entries, origin + 10_000);
  machine.ask({}, origin + 20_000);
  const given = { actor: 'Ayşe', nowMs: origin + 20_000, wallMs: origin };
  ledger.giveOrder({ id: randomUUID(), machine: id, name: 'lock', args: {}, reason: 'why' }, given);
  machine.newEpoch();
  // What was acknowledged before is carried over: it happened once.
  const carried = {
    type: 'door',
    open: true,
    from: { epoch: bench.rows<{ epoch: string }>('SELECT epoch FROM epochs')[0]?.epoch, seq: 4 },
  };
  const [first] = entries.filter(({ seq }) => seq === 4);
  machine.send([{ ...first, ...carried, seq: 1 } as (typeof entries)[number]], origin + 30_000);

  const all = pages(ledger, 200);
  expect(all.map(({ kind }) => kind)).toEqual([
    ...[
      'alarm',
      'command',
      'refusal',
      'vend',
      'cleared',
      'fault',
      'tamper',
      'door',
      'door',
      'stock',
      'line',
      'boot',
    ],
  ]);
  expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
  for (const count of [1, 2, 3, 5]) expect(pages(ledger, count)).toEqual(all);
  expect(all[1]).toMatchObject({ code: 'lock', actor: 'Ayşe', detail: 'why' });
  expect(all[2]).toMatchObject({ code: 'quota', product: 'adult' });
  expect(all[3]).toMatchObject({ items: 1, ok: true });
  // Nothing of a card: neither its box nor its pseudonym.
  expect(JSON.stringify(all)).not.toMatch(/box|card|"key"/);
  expect(ledger.timeline('izmir-99', undefined, 1)).toBeUndefined();
});

it('every source is read by its index, in its order: a page costs the same at any length', async () => {
  const { db } = await ledgerBench();
  const statements: string[] = [];
  createTimelineStore(
    {
      prepare(sql: string) {
        statements.push(sql);
        return db.prepare(sql);
      },
    } as unknown as Db,
    () => {},
  );
  expect(statements).toHaveLength(5);
  for (const sql of statements) {
    const values = Array.from(sql.matchAll(/\?/g), () => 1);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    const text = plan.map(({ detail }) => detail).join('\n');
    expect(text).toMatch(/USING (INDEX \w+|PRIMARY KEY) \(machine=\? AND/);
    expect(text).not.toMatch(/SCAN (?!CONSTANT)|TEMP B-TREE/);
  }
});

describe('a cursor', () => {
  it('is read as it was written', () => {
    const place = { atMs: origin, source: 'e', key: `${randomUUID()}/12` };
    expect(readCursor(cursorOf(place))).toEqual(place);
  });
  it.each(['', 'x', '1-v', '1-q-1', "1-v-1' OR 1", '1-v-'])('%j is none', (text) => {
    expect(readCursor(text)).toBeUndefined();
  });
});
