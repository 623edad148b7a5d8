import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

interface Point {
  readonly kind: string;
  readonly txn: string;
  readonly reason?: string;
  readonly product?: string;
  readonly tookMs?: number | null;
}

async function bench() {
  const { ledger, machine, rows, ...rest } = await ledgerBench();
  const izmir = machine('izmir-1');
  const points = (): readonly Point[] => ledger.outboxNext(1_000).points;
  const refusals = () => points().filter(({ kind }) => kind === 'refusal');
  const rolledUp = () => {
    ledger.rollupNewestMs();
    return rows<{ reason: string; n: number }>(
      'SELECT reason, SUM(refusals) AS n FROM refusal_rollups GROUP BY 1 ORDER BY 1',
    );
  };
  return { ledger, izmir, rows, points, refusals, rolledUp, ...rest };
}

it('a refusal is booked with its reason when it is decided, and once however often it is asked', async () => {
  const { izmir, refusals, rolledUp } = await bench();
  izmir.ask();
  const txn = randomUUID();
  for (let n = 0; n < 3; n++) expect(izmir.ask({ txn }).reason).toBe('quota');
  expect(izmir.ask({ cards: [tapped('11111111111')] }).reason).toBe('bad-id');
  // Other content under a known txn is an answer, and no further decision.
  expect(izmir.ask({ txn, qty: 2 }).reason).toBe('bad-request');
  expect(refusals().map(({ reason }) => reason)).toEqual(['quota', 'bad-id']);
  expect(refusals()[0]).toMatchObject({ txn, product: 'adult', machine: 'izmir-1', district: 'Konak' });
  expect(rolledUp()).toEqual([
    { reason: 'bad-id', n: 1 },
    { reason: 'quota', n: 1 },
  ]);
});

it('a grant is no refusal, and a product that a machine made up is told by no name', async () => {
  const { izmir, refusals } = await bench();
  expect(izmir.ask().verdict).toBe('grant');
  expect(refusals()).toEqual([]);
  expect(izmir.ask({ product: 'made-up' }).reason).toBe('no-policy');
  expect(refusals()).toMatchObject([{ reason: 'no-policy', product: '' }]);
});

it('a refill tells the refusals again, each as it was, also those whose txn was cancelled after', async () => {
  const { ledger, izmir, points } = await bench();
  const asked = [randomUUID(), randomUUID(), randomUUID()];
  for (const txn of asked) izmir.ask({ txn });
  izmir.send(izmir.write({ type: 'vend.cancelled', txn: asked[1] as string, reason: 'timeout' }));
  izmir.send(izmir.vend(asked[0] as string));
  const before = points();
  expect(before).toHaveLength(3);

  ledger.outboxRefill();
  expect(ledger.outboxCounts()).toEqual({ waiting: 3, rejected: 0 });
  const inOrder = (all: readonly Point[]) => [...all].sort((a, b) => (a.txn < b.txn ? -1 : 1));
  expect(inOrder(points())).toEqual(inOrder(before));
});

it('a vend knows how long it took from its decision, and one that nobody decided or that staff made does not', async () => {
  const { ledger, izmir, points, rows } = await bench();
  const [online, staff, offline, late] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  izmir.ask({ txn: online });
  const told = izmir.send(izmir.vend(online), origin + 7_300).feed;
  izmir.send(izmir.vend(staff, { authority: 'staff' }), origin + 9_000);
  izmir.send(izmir.vend(offline, { authority: 'offline', card: cards[1] }), origin + 9_000);
  izmir.ask({ txn: late, cards: [tapped(cards[2])] });
  izmir.send(izmir.vend(late, { card: cards[2] }), origin + 3_600_000);
  const times = { [online]: 7_300, [staff]: null, [offline]: null, [late]: null };
  expect(Object.fromEntries(points().map(({ txn, tookMs }) => [txn, tookMs]))).toEqual(times);
  // The live feed says it too, told as it happens and read afterwards.
  expect(told).toMatchObject([{ txn: online, tookMs: 7_300 }]);
  expect(Object.fromEntries(ledger.feed(10).map(({ txn, tookMs }) => [txn, tookMs]))).toEqual(times);
  ledger.rollupNewestMs();
  // The class that ends at 8 s.
  expect(rows('SELECT class, vends FROM service_rollups')).toEqual([{ class: 6, vends: 1 }]);
});
