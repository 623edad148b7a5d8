import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

it('a clock that is set back behind the policy’s beginning leaves nobody without one', async () => {
  const { machine } = await ledgerBench();
  expect(machine('izmir-1').ask({}, origin - 365 * dayMs)).toMatchObject({ verdict: 'grant' });
});

describe('authorize', () => {
  it('gives the same txn the same decision, and reserves once', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    const first = machine.ask({ txn });
    expect(first).toMatchObject({ verdict: 'grant', qty: 1, charges: [1], remaining: 0, validMs: 60_000 });
    expect(machine.ask({ txn }, origin + 3_000)).toEqual(first);
    expect(bench.usage()).toEqual([{ at: origin, pieces: 5, kind: 'reserved' }]);
  });

  it('refuses other content under a used txn, and raises an alarm', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    expect(machine.ask({ txn, cards: [tapped(cards[1])] })).toMatchObject({
      verdict: 'refuse',
      reason: 'bad-request',
    });
    expect(machine.ask({ txn, qty: 2 })).toMatchObject({ reason: 'bad-request' });
    expect(bench.alarms()).toEqual(['txn-reused', 'txn-reused']);
  });

  it('holds a txn to its machine', async () => {
    const bench = await ledgerBench();
    const txn = randomUUID();
    bench.machine('izmir-1').ask({ txn });
    expect(bench.machine('izmir-2').ask({ txn, cards: [tapped(cards[1])] })).toMatchObject({
      verdict: 'grant',
    });
  });

  it('refuses the same card at another machine, and says when to come back, to the millisecond', async () => {
    const bench = await ledgerBench();
    bench.machine('izmir-1').ask();
    const other = bench.machine('izmir-2');
    const nextAt = new Date(origin + 7 * dayMs).toISOString();
    const refusal = other.ask({}, origin + 1);
    expect(refusal).toMatchObject({ verdict: 'refuse', qty: 0, reason: 'quota', remaining: 0, nextAt });
    expect(refusal.message).toBe('You have had your masks. Come back Wed 27 May 12:00.');
    expect(other.ask({}, origin + 7 * dayMs - 1)).toMatchObject({ verdict: 'refuse' });
    expect(other.ask({}, origin + 7 * dayMs)).toMatchObject({ verdict: 'grant' });
  });

  it('knows a card however it is written', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    machine.ask({ cards: [{ scheme: 'uid', id: '04 aa-bb cc', entry: 'tap' }] });
    expect(machine.ask({ cards: [{ scheme: 'uid', id: '04AABBCC', entry: 'scan' }] })).toMatchObject({
      reason: 'quota',
    });
  });

  it('tells who typed a number neither what is left nor when it comes back', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const typed = { cards: [{ scheme: 'tckn', id: cards[0], entry: 'typed' }] } as const;
    const grant = machine.ask({ cards: [...typed.cards] });
    expect(grant).toMatchObject({ verdict: 'grant' });
    const refusal = machine.ask({ cards: [...typed.cards] });
    for (const decision of [grant, refusal]) {
      expect(decision).not.toHaveProperty('remaining');
      expect(decision).not.toHaveProperty('nextAt');
    }
    expect(refusal.message).not.toMatch(/\d/);
  });

  it('remembers a cancelled txn that nobody asked for yet, and refuses it ever after', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.send(machine.write({ type: 'vend.cancelled', txn, reason: 'timeout' }));
    expect(machine.ask({ txn })).toMatchObject({ verdict: 'refuse', reason: 'expired' });
    expect(bench.usage()).toEqual([]);
  });

  it('refuses a locked or quarantined machine', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const [first] = machine.write({ type: 'line', up: true });
    machine.send([first as { seq: number }]);
    machine.send([{ ...first, up: false } as unknown as { seq: number }]);
    expect(bench.alarms()).toEqual(['quarantined']);
    expect(machine.ask()).toMatchObject({ verdict: 'refuse', reason: 'machine-locked' });
  });

  it('keeps of a card nothing but its keyed pseudonym', async () => {
    const bench = await ledgerBench();
    bench.machine('izmir-1').ask();
    const dump =
      JSON.stringify(bench.rows('SELECT * FROM transactions')) +
      JSON.stringify(bench.rows('SELECT * FROM usage'));
    expect(dump).not.toContain(cards[0]);
    const [row] = bench.rows<{ card: Uint8Array; key_id: string }>('SELECT card, key_id FROM usage');
    expect(row?.card).toHaveLength(32);
    expect(row?.key_id).toMatch(/^[0-9a-f]{8}$/);
  });

  it('charges pooled cards in order and gives back from the last backward', async () => {
    const bench = await ledgerBench({ ...defaultPolicy, cards: 3 });
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    const decision = machine.ask({ txn, qty: 3, cards: cards.slice(0, 3).map(tapped) });
    expect(decision).toMatchObject({ verdict: 'grant', qty: 3, charges: [1, 1, 1] });
    machine.send(machine.vend(txn, { requested: 3, dispensed: 1 }));
    expect(bench.usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
    expect(machine.ask({ cards: [tapped(cards[0])] }, origin + 5)).toMatchObject({ reason: 'quota' });
    expect(machine.ask({ cards: [tapped(cards[2])] }, origin + 5)).toMatchObject({ verdict: 'grant' });
  });
});
