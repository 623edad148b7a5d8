import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { MachineState } from '../../../protocol/mqtt/messages/state.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const hourMs = 3_600_000;

/** A ledger with a grant, an offline vend, a cancelled question and a report; everything in order. */
async function wholeBooks() {
  const policy = {
    ...defaultPolicy,
    offline: { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 8 },
  } as const;
  const bench = await ledgerBench(policy);
  const izmir = bench.machine('izmir-1');
  const txns = { granted: randomUUID(), offline: randomUUID(), cancelled: randomUUID() };
  izmir.send(izmir.write({ type: 'dispenser', serialNo: 'S1', bootCount: 1, counters: [100] }));
  izmir.ask({ txn: txns.granted });
  izmir.send(izmir.vend(txns.granted));
  izmir.send(izmir.vend(txns.offline, { authority: 'offline', card: cards[1] }), origin + hourMs);
  izmir.ask({ txn: txns.cancelled, cards: [tapped(cards[2])] }, origin + hourMs);
  izmir.send(
    izmir.write({ type: 'vend.cancelled', txn: txns.cancelled, reason: 'timeout' }),
    origin + hourMs,
  );
  const report = (stock: number, vendCounter: number): MachineState => ({
    ...{ at: new Date(origin).toISOString(), serialNo: 'S1', firmware: 'f', bootCount: 1, line: true },
    ...{ locked: false, doorOpen: false, faults: [], desiredVersion: 1 },
    slots: [{ slot: 0, product: 'adult', stock, capacity: 200, vendCounter }],
    journal: { epoch: izmir.epoch, lastSeq: izmir.seq, acked: izmir.seq, oldest: 1 },
  });
  izmir.send(
    izmir.write({ type: 'stock.set', slot: 0, product: 'adult', before: 0, after: 90, capacity: 200 }),
    origin + hourMs,
  );
  bench.ledger.state('izmir-1', report(90, 102), origin + hourMs);
  const broken = async () => {
    const findings = await verify(bench.db, undefined);
    return findings.filter(({ breached }) => breached > 0).map(({ invariant }) => invariant);
  };
  return { ...bench, izmir, txns, report, broken };
}

it('books in order hold every promise, and something was looked at for each', async () => {
  const { db } = await wholeBooks();
  const findings = await verify(db, undefined);
  expect(findings.map(({ invariant, breaches }) => [invariant, breaches])).toEqual(
    ['I1', 'I2', 'I3', 'I4', 'I5', 'I6'].map((name) => [name, []]),
  );
  expect(Object.fromEntries(findings.map(({ invariant, looked }) => [invariant, looked]))).toMatchObject({
    I1: { entries: 7, journals: 1, vends: 2 },
    I2: { grants: 1, cards: 2 },
    I3: { 'offline vends': 1 },
    I4: { machines: 1, slots: 1 },
    I6: { texts: expect.any(Number) },
  });
  expect(findings.find(({ invariant }) => invariant === 'I5')?.notLooked).toHaveLength(1);
});

it.each([
  [
    'I1',
    'an entry applied twice',
    'INSERT INTO entries SELECT NULL, machine, epoch, seq, type, at, dating, boot, uptime_ms, txn, body, first_epoch, first_seq FROM entries LIMIT 1',
  ],
  ['I1', 'an acknowledged entry that is gone', "DELETE FROM entries WHERE type = 'dispenser'"],
  ['I1', 'a settled transaction in no book', "DELETE FROM vends WHERE authority = 'online'"],
  [
    'I1',
    'a vend that nobody was charged for',
    "DELETE FROM usage WHERE txn = (SELECT txn FROM vends WHERE authority = 'online')",
  ],
  ['I1', 'a vend of other items than its transaction', 'UPDATE vends SET items = 2, pieces = 10'],
  [
    'I1',
    'a charge of what never fell',
    "INSERT INTO usage SELECT NULL, card, product, at, pieces, kind, machine, (SELECT txn FROM transactions WHERE state = 'cancelled'), key_id, policy FROM usage LIMIT 1",
  ],
  [
    'I2',
    'a grant beyond the limit',
    "UPDATE usage SET pieces = 10 WHERE txn = (SELECT txn FROM vends WHERE authority = 'online')",
  ],
  [
    'I3',
    'offline vends beyond the rule',
    "UPDATE usage SET pieces = 10 WHERE txn = (SELECT txn FROM vends WHERE authority = 'offline')",
  ],
  ['I4', 'a counter that the books do not know', 'UPDATE slots SET dispensed = dispensed + 1'],
  ['I4', 'stock that is not there', 'UPDATE slots SET stock = 91'],
  [
    'I6',
    'a card number in a text',
    `UPDATE alarms SET detail = 'x'; INSERT INTO alarms (at, kind, machine, detail) VALUES (1, 'vend-late', NULL, 'card 10000000146 fell')`,
  ],
] as const)('%s: %s', async (invariant, _, sql) => {
  const { db, broken } = await wholeBooks();
  db.exec(sql);
  expect(await broken()).toContain(invariant);
});

it('a report of another moment than the books is not held against them', async () => {
  const { ledger, izmir, report, broken } = await wholeBooks();
  const behind = report(91, 101);
  ledger.state('izmir-1', { ...behind, journal: { ...behind.journal, lastSeq: izmir.seq - 2 } }, origin);
  expect(await broken()).toEqual([]);
  ledger.state('izmir-1', behind, origin);
  expect(await broken()).toEqual(['I4']);
});
