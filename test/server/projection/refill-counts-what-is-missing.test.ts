import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ledgerBench } from '../../support/ledger-bench.ts';

it('a refill puts every vend into the outbox once, in steps, and what is still to come counts as waiting', async () => {
  const { ledger, machine, rows } = await ledgerBench();
  const izmir = machine('izmir-1');
  const vend = () => izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
  for (let n = 0; n < 25; n++) vend();
  const before = rows<{ point: string }>('SELECT point FROM outbox ORDER BY id').map(({ point }) =>
    JSON.parse(point),
  );
  ledger.outboxDone(10, [{ id: 3, reason: 'refused' }], 0);
  expect(ledger.outboxCounts()).toEqual({ waiting: 15, rejected: 1 });

  ledger.outboxRefill();
  expect(ledger.outboxCounts()).toEqual({ waiting: 25, rejected: 0 });
  const told: unknown[] = [];
  const take = () => {
    const some = ledger.outboxNext(100);
    told.push(...some.map(({ point }) => point));
    const last = some.at(-1);
    if (last) ledger.outboxDone(last.id, [], 0);
  };
  expect(ledger.outboxRefillSome(10)).toBe(true);
  expect(ledger.outboxCounts().waiting).toBe(25);
  take();
  expect(ledger.outboxCounts().waiting).toBe(15);
  // One that is booked meanwhile goes its usual way, and is not told twice.
  vend();
  while (ledger.outboxRefillSome(10)) take();
  take();
  expect(ledger.outboxCounts()).toEqual({ waiting: 0, rejected: 0 });
  expect(told).toHaveLength(26);
  const txnOf = (point: unknown) => (point as { txn: string }).txn;
  const sorted = (points: unknown[]) => [...points].sort((a, b) => (txnOf(a) < txnOf(b) ? -1 : 1));
  const known = new Set(before.map(txnOf));
  expect(sorted(told.filter((point) => known.has(txnOf(point))))).toEqual(sorted(before));
});
