import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { packCards, unpackCards } from '../../../server/whatif/pack.ts';
import { createRequestReader } from '../../../server/whatif/request-log.ts';
import { dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

it('what is asked is kept once, with what it got, and without a number; a look at the balance is none', async () => {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  const txn = randomUUID();
  machine.ask({ txn });
  machine.ask({ txn }, origin + 1);
  machine.ask({ txn, qty: 2 }, origin + 2);
  machine.ask({ qty: 0 }, origin + 3);
  machine.ask({ qty: 3, cards: [tapped('12345678901')] }, origin + 4);
  const kept = [...createRequestReader(bench.db).within(0, origin + dayMs)];
  const common = { machine: 'izmir-1', product: 'adult', isOffline: false };
  expect(kept).toEqual([
    {
      ...{ ...common, atMs: origin, qty: 1, given: 1, reason: null },
      cards: [{ scheme: 'tckn', entry: 'tap', card: expect.anything() }],
    },
    {
      ...{ ...common, atMs: origin + 4, qty: 3, given: 0, reason: 'bad-id' },
      cards: [{ scheme: 'tckn', entry: 'tap', card: undefined }],
    },
  ]);
  const [usage] = bench.rows<{ card: Uint8Array }>('SELECT card FROM usage');
  expect(Buffer.from(kept[0]?.cards[0]?.card ?? [])).toEqual(Buffer.from(usage?.card ?? [1]));
  expect(createRequestReader(bench.db).span()).toEqual({ firstMs: origin, lastMs: origin + 4 });
});

it('what a machine gave by itself is kept at its own time, also where its journal is told twice', async () => {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  const entries = machine.vend(randomUUID(), { authority: 'offline', requested: 2 });
  machine.send(entries, origin + dayMs);
  machine.send(entries, origin + 2 * dayMs);
  const kept = [...createRequestReader(bench.db).within(0, origin + 9 * dayMs)];
  expect(kept).toMatchObject([
    { qty: 2, given: 2, reason: null, isOffline: true, cards: [{ scheme: 'tckn' }] },
  ]);
  expect(kept[0]?.atMs).toBeLessThan(origin + 2 * dayMs);
});

it('cards are read as they were packed, and nothing else is', () => {
  const card = Buffer.alloc(32, 7);
  const two = [
    { scheme: 'staff', entry: 'typed', card: undefined },
    { scheme: 'rrn', entry: 'scan', card },
  ] as const;
  expect(unpackCards(packCards(two))).toEqual(two);
  expect(packCards(two)).toHaveLength(3 + 3 + 32);
  expect(unpackCards(Buffer.alloc(0))).toEqual([]);
  for (const bad of [[1], [0, 0, 1, 9], [99, 0, 0], [0, 9, 0]])
    expect(() => unpackCards(Buffer.from(bad)), `${bad}`).toThrow('cannot be read');
});
