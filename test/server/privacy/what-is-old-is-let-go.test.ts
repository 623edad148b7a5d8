import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAllowanceStore } from '../../../server/allowances/allowance-store.ts';
import { createCaseStore } from '../../../server/cases/case-store.ts';
import { createDisputeStore } from '../../../server/cases/dispute-store.ts';
import type { Retention } from '../../../server/privacy/purge.ts';
import { verify } from '../../../server/verify/verify.ts';
import { eventually } from '../../support/eventually.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const nothing = { requests: 0, boxes: 0, charges: 0 };

async function cityOf() {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  for (const card of cards) {
    const txn = randomUUID();
    machine.ask({ txn, cards: [tapped(card)] });
    machine.send(machine.vend(txn, { card }));
  }
  const purge = (retention: Partial<Retention>, days: number) => {
    const sum = { ...nothing };
    for (;;) {
      const done = bench.ledger.purge({ ...nothing, ...retention }, origin + days * dayMs);
      for (const kind of ['requests', 'boxes', 'charges'] as const) sum[kind] += done[kind];
      if (done.requests + done.boxes + done.charges === 0) return sum;
    }
  };
  const named = () =>
    bench.rows<{ n: number }>("SELECT COUNT(*) AS n FROM usage WHERE key_id <> 'erased'")[0]?.n;
  const boxes = () =>
    bench
      .rows<{ body: string }>("SELECT body FROM entries WHERE type = 'vend.started'")
      .reduce((sum, { body }) => sum + (JSON.parse(body) as { cards: unknown[] }).cards.length, 0);
  const requests = () => bench.rows<{ n: number }>('SELECT COUNT(*) AS n FROM requests')[0]?.n;
  return {
    ...bench,
    asking: machine,
    purge,
    left: () => ({ named: named(), boxes: boxes(), requests: requests() }),
  };
}

it('requests, boxes and names of charges go when their time is over, each by itself, and what was given is counted still', async () => {
  const city = await cityOf();
  const all = { named: 4, boxes: 4, requests: 4 };
  expect(city.purge({ requests: 90, boxes: 60, charges: 30 }, 30)).toEqual(nothing);
  expect(city.left()).toEqual(all);
  expect(city.purge({ requests: 90 }, 91).requests).toBe(4);
  expect(city.left()).toEqual({ ...all, requests: 0 });
  expect(city.purge({ boxes: 60 }, 61).boxes).toBe(8);
  expect(city.left()).toEqual({ named: 4, boxes: 0, requests: 0 });
  // A window of seven days, and thirty more.
  expect(city.purge({ charges: 30 }, 37)).toEqual(nothing);
  expect(city.purge({ charges: 30 }, 38).charges).toBe(4);
  expect(city.left().named).toBe(0);
  expect(city.booked()).toBe(4);
  expect((await verify(city.db, undefined)).map(({ breached }) => breached)).toEqual(
    expect.not.arrayContaining([1, 2, 3, 4]),
  );
});

it('what staff gave a card, and what it contested, names it no longer than its charges do', async () => {
  const city = await cityOf();
  const who = { keyId: 'k', card: Buffer.alloc(32, 7) };
  const row = { product: 'adult', pieces: 5, category: 'lost', reason: 'fire', actor: 'ayse', atMs: origin };
  createAllowanceStore(city.db).give(who.card, who.keyId, row);
  const caseId = createCaseStore(city.db).openBurst('izmir-1', origin);
  createDisputeStore(city.db, () => {}).add({ ...row, ...who, caseId, orderId: randomUUID() }, []);
  const named = () =>
    city.rows<{ n: number }>(
      'SELECT (SELECT COUNT(*) FROM allowances WHERE card = ?) + (SELECT COUNT(*) FROM disputes WHERE card = ?) AS n',
      who.card,
      who.card,
    )[0]?.n;
  city.purge({ charges: 30 }, 37);
  expect(named()).toBe(2);
  expect(city.purge({ charges: 30 }, 38).charges).toBe(6);
  expect(named()).toBe(0);
  expect(city.rows('SELECT pieces FROM allowances')).toEqual([{ pieces: 5 }]);
});

it('nothing goes that a rule can still ask, or that waits for its end, and 0 keeps all', async () => {
  const city = await cityOf();
  expect(city.purge(nothing, 9_999)).toEqual(nothing);
  city.asking.ask({ cards: [tapped(cards[0])] }, origin + 8 * dayMs);
  expect(city.purge({ charges: 1 }, 400).charges).toBe(4);
  // The fifth is held by a grant whose journal has not come.
  expect(city.left().named).toBe(1);
});

it('a server lets go by itself, from its start on', async () => {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const question = machine.question();
  await machine.publish('authorize', question);
  await machine.decisionOf(question.txn);
  await bench.stop();
  bench.rows('UPDATE requests SET at = at - 91 * 86400000 RETURNING id');
  const again = await serverBench({ dataDir: bench.dataDir, retention: { ...nothing, requests: 90 } });
  await eventually('the request is gone', () => again.rows('SELECT 1 FROM requests').length === 0);
  await eventually('it is told', () => again.logged().includes('older than its time is gone'));
});
