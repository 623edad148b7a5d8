import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

describe('a journal', () => {
  it('whose txns are written in capitals speaks of the same txns', async () => {
    const { ledger, machine, usage, alarms, stateOf } = await ledgerBench();
    const izmir = machine('izmir-1');
    const txn = randomUUID();
    const [started, completed] = izmir.vend(txn.toUpperCase(), { requested: 1, dispensed: 1 });
    // Cancelled in between: what falls all the same is charged from the boxes of its beginning.
    const [cancelled] = izmir.write({ type: 'vend.cancelled', txn, reason: 'test' });
    const entries = [started, { ...cancelled, seq: 2 }, { ...completed, seq: 3 }] as { seq: number }[];
    expect(izmir.send(entries).ack?.seq).toBe(3);
    expect(stateOf(txn)).toBe('settled');
    expect(usage()).toEqual([{ at: origin, pieces: 5, kind: 'settled' }]);
    expect(alarms()).toEqual(['vend-late']);
    expect(ledger.feed(1)).toMatchObject([{ txn, late: true }]);
  });

  it.each([
    ['an uptime beyond all time', { uptimeMs: Number.MAX_SAFE_INTEGER, boot: 1 }],
    ['a later boot and an uptime beyond all time', { uptimeMs: Number.MAX_SAFE_INTEGER, boot: 2 }],
  ])('sent with %s is dated, booked and acknowledged', async (_, stamps) => {
    const { ledger, machine, booked } = await ledgerBench();
    const izmir = machine('izmir-1');
    const entries = izmir.vend(randomUUID(), { authority: 'offline' });
    const sent = { at: instantOf(origin), ...stamps };
    const result = ledger.journal('izmir-1', { epoch: izmir.epoch, oldest: 1, sent, entries }, origin);
    expect(result.ack?.seq).toBe(2);
    expect(booked()).toBe(1);
    expect(ledger.feed(1)).toMatchObject([{ at: '1970-01-01T00:00:00.000Z' }]);
  });

  it('carried over from a quarantine is not taken for applied before an operator has decided', async () => {
    const { ledger, machine, rows, booked } = await ledgerBench();
    const izmir = machine('izmir-1');
    izmir.send(izmir.write({ type: 'line', up: true }));
    const first = izmir.epoch;
    const held = izmir.vend(randomUUID(), { authority: 'offline' });
    ledger.journal(
      'izmir-1',
      {
        ...{ epoch: first, oldest: 1, sent: { at: instantOf(origin), boot: 1, uptimeMs: 0 } },
        entries: [{ ...izmir.write({ type: 'line', up: false })[0], seq: 1 }, ...held],
      },
      origin,
    );
    expect(rows('SELECT quarantined FROM machines')).toEqual([{ quarantined: 1 }]);
    expect(booked()).toBe(0);
    // The quarantine ended without a word on these entries; the machine carries them over.
    rows("UPDATE machines SET quarantined = 0 WHERE id = 'izmir-1' RETURNING id");
    izmir.newEpoch();
    const carried = held.map((entry, at) => ({
      ...entry,
      seq: at + 1,
      from: { epoch: first, seq: entry.seq },
    }));
    expect(izmir.send(carried).ack?.seq).toBe(2);
    expect(booked()).toBe(1);
  });
});
