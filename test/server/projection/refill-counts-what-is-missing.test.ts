import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ledgerBench } from '../../support/ledger-bench.ts';

async function booksOf(vends: number) {
  const { ledger, machine } = await ledgerBench();
  const izmir = machine('izmir-1');
  const vend = () => izmir.send(izmir.vend(randomUUID(), { authority: 'staff' }));
  for (let n = 0; n < vends; n++) vend();
  const take = (count: number, refused: readonly number[] = []) => {
    const batch = ledger.outboxNext(count);
    const rejected = refused.map((id) => ({ kind: 'vend' as const, id, reason: 'refused' }));
    ledger.outboxDone(batch, rejected, 0);
    return batch.points;
  };
  return { ledger, vend, take };
}

it('a refill tells every vend again, each once and as it was, and what is still to come counts as waiting', async () => {
  const { ledger, vend, take } = await booksOf(25);
  const before = ledger.outboxNext(100).points;
  expect(before).toHaveLength(25);
  take(10, [3]);
  expect(ledger.outboxCounts()).toEqual({ waiting: 15, rejected: 1 });

  ledger.outboxRefill();
  expect(ledger.outboxCounts()).toEqual({ waiting: 25, rejected: 0 });
  const told = [...take(10)];
  expect(ledger.outboxCounts().waiting).toBe(15);
  // One that is booked meanwhile comes in its turn.
  vend();
  for (let some = take(10); some.length > 0; some = take(10)) told.push(...some);
  expect(ledger.outboxCounts()).toEqual({ waiting: 0, rejected: 0 });
  expect(told.slice(0, 25)).toEqual(before);
  expect(told).toHaveLength(26);
});

it('a batch that was on its way when a refill began does not count as told', async () => {
  const { ledger, take } = await booksOf(5);
  take(2);
  const onItsWay = ledger.outboxNext(2);
  ledger.outboxRefill();
  ledger.outboxDone(onItsWay, [{ kind: 'vend', id: 3, reason: 'refused' }], 0);
  expect(ledger.outboxCounts()).toEqual({ waiting: 5, rejected: 0 });
});
