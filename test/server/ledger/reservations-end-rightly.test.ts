import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

describe('a reservation', () => {
  it('is settled by what fell, and the rest is given back', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.send(machine.vend(txn));
    expect(bench.stateOf(txn)).toBe('settled');
    expect(bench.usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
  });

  it('of which nothing fell is given back whole', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.send(machine.vend(txn, { dispensed: 0 }));
    expect(bench.usage()).toEqual([]);
    expect(machine.ask({}, origin + 1)).toMatchObject({ verdict: 'grant' });
  });

  it('ends by vend.cancelled', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.send(machine.write({ type: 'vend.cancelled', txn, reason: 'timeout' }));
    expect(bench.stateOf(txn)).toBe('cancelled');
    expect(machine.ask({}, origin + 1)).toMatchObject({ verdict: 'grant' });
  });

  it('never ends by the server’s clock', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.send(machine.write({ type: 'mark' }), origin + dayMs);
    expect(bench.stateOf(txn)).toBe('reserved');
    expect(bench.machine('izmir-2').ask({}, origin + dayMs)).toMatchObject({ reason: 'quota' });
  });

  it('ends when an entry of its epoch is stamped after its death and no vend.started named it', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.wait(60_000);
    machine.send(machine.write({ type: 'mark' }));
    expect(bench.stateOf(txn)).toBe('reserved');
    machine.wait(1);
    machine.send(machine.write({ type: 'mark' }));
    expect(bench.stateOf(txn)).toBe('released');
    expect(bench.usage()).toEqual([]);
  });

  it('that began is held open by its vend.started, however long its end takes', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    const [started, completed] = machine.vend(txn);
    machine.send([started as { seq: number }]);
    machine.wait(dayMs);
    const mark = machine.write({ type: 'mark' });
    expect(bench.stateOf(txn)).toBe('reserved');
    machine.send([completed as { seq: number }, ...mark]);
    expect(bench.stateOf(txn)).toBe('settled');
  });

  it('of a lost epoch, or one with lost or unread entries, does not end by itself', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txns = [randomUUID(), randomUUID()];
    machine.ask({ txn: txns[0] as string });
    machine.newEpoch();
    machine.wait(dayMs);
    machine.send(machine.write({ type: 'mark' }));
    expect(bench.stateOf(txns[0] as string)).toBe('reserved');

    machine.ask({ txn: txns[1] as string, cards: [tapped(cards[1])] });
    machine.send(machine.write({ type: 'unheard-of' }));
    machine.wait(dayMs);
    machine.send(machine.write({ type: 'mark' }));
    expect(bench.stateOf(txns[1] as string)).toBe('reserved');
  });
});

describe('masks that fell without a reservation', () => {
  it('are booked late when it had been released, and count from the decision on', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.wait(61_000);
    machine.send(machine.write({ type: 'mark' }));
    machine.send(machine.vend(txn), origin + 100_000);
    expect(bench.booked()).toBe(1);
    expect(bench.alarms()).toEqual(['vend-late']);
    expect(bench.usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
  });

  it('are booked late after a cancellation, with the card from its box', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    const [started, completed] = machine.vend(txn);
    const cancelled = { ...completed, type: 'vend.cancelled', txn, reason: 'power' };
    machine.send([started, cancelled] as { seq: number }[]);
    expect(bench.usage()).toEqual([]);
    machine.send([{ ...completed, seq: 3 } as { seq: number }]);
    expect(bench.booked()).toBe(1);
    expect(bench.usage()).toMatchObject([{ pieces: 5, kind: 'settled' }]);
    expect(bench.alarms()).toEqual(['vend-late']);
  });

  it('become debt where they exceed the limit, dated when there is room again', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const [a, b] = [randomUUID(), randomUUID()];
    machine.send([
      ...machine.vend(a, { authority: 'offline' }),
      ...machine.vend(b, { authority: 'offline' }),
    ]);
    expect(bench.booked()).toBe(2);
    expect(bench.usage()).toEqual([
      { at: origin, pieces: 5, kind: 'settled' },
      { at: origin + 7 * dayMs, pieces: 5, kind: 'debt' },
    ]);
    expect(machine.ask({}, origin + 7 * dayMs)).toMatchObject({ reason: 'quota' });
    expect(machine.ask({}, origin + 14 * dayMs)).toMatchObject({ verdict: 'grant' });
  });

  it('beyond the grant are the card’s debt, with an alarm', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    machine.send(machine.vend(txn, { requested: 1, dispensed: 2 }));
    expect(bench.alarms()).toEqual(['vend-over']);
    expect(bench.usage().map(({ kind, pieces }) => `${kind} ${pieces}`)).toEqual(['settled 5', 'debt 5']);
  });

  it('are nobody’s share when staff tests a slot', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    machine.send(machine.vend(randomUUID(), { authority: 'staff' }));
    expect(bench.booked()).toBe(1);
    expect(bench.usage()).toEqual([]);
    expect(bench.ledger.masks(0)).toMatchObject({ total: 0 });
    expect(bench.alarms()).toEqual([]);
  });

  it('are booked without a card where its box does not open', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const [started, completed] = machine.vend(randomUUID(), { authority: 'offline' });
    const spoilt = { ...started, cards: [{ key: 'other', box: 'AAAA', qty: 1 }] } as { seq: number };
    machine.send([spoilt, completed as { seq: number }]);
    expect(bench.booked()).toBe(1);
    expect(bench.alarms()).toContain('vend-without-card');
  });

  it('said twice have no second effect, and raise an alarm where they differ', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txn = randomUUID();
    machine.ask({ txn });
    const [started, completed] = machine.vend(txn);
    machine.send([started, completed] as { seq: number }[]);
    machine.send([{ ...completed, seq: 3 } as { seq: number }]);
    expect(bench.alarms()).toEqual([]);
    machine.send([{ ...completed, seq: 4, dispensed: 3 } as unknown as { seq: number }]);
    expect(bench.alarms()).toEqual(['vend-twice']);
    expect(bench.booked()).toBe(1);
  });
});
