import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const line = (up: boolean) => ({ type: 'line', up }) as const;

describe('a journal', () => {
  it('is applied once, however often and in whatever pieces it is sent', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txns = [randomUUID(), randomUUID(), randomUUID()];
    const entries = txns.flatMap((txn) => machine.vend(txn, { authority: 'offline', card: '12345678950' }));
    const cuts = [entries.slice(0, 3), entries.slice(1, 4), entries, entries.slice(2), entries];
    const acks = cuts.map((cut) => machine.send(cut).ack?.seq);
    expect(acks).toEqual([3, 4, 6, 6, 6]);
    expect(bench.booked()).toBe(3);
    expect(bench.ledger.outboxNext(100).points).toHaveLength(3);
    expect(bench.alarms()).toEqual([]);
  });

  it('with a gap is applied up to the gap, and the ack says from where to go on', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const entries = machine.write(line(true), line(false), line(true));
    expect(machine.send([entries[0], entries[2]] as { seq: number }[]).ack).toEqual({
      epoch: machine.epoch,
      seq: 1,
    });
    expect(machine.send(entries.slice(1)).ack?.seq).toBe(3);
  });

  it('whose beginning is gone for good is taken up where it still exists, with an alarm', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    machine.write(line(true), line(false));
    const kept = machine.write(line(true));
    expect(machine.send(kept, origin, 3).ack?.seq).toBe(3);
    expect(bench.alarms()).toEqual(['entries-lost']);
  });

  it.each([
    ['of a newer type', { type: 'weather', temperature: 30 }],
    ['with an ill-typed field', { type: 'line', up: 'yes' }],
    ['with a missing field', { type: 'door' }],
  ])('with an entry %s keeps it apart, sealed, and goes on', async (_, strange) => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const secret = { ...strange, note: '10000000146' };
    const result = machine.send(machine.write(line(true), secret, line(false)));
    expect(result).toMatchObject({ ack: { seq: 3 }, applied: 2 });
    expect(bench.alarms()).toEqual(['entry-unreadable']);
    const aside = bench.rows<{ sealed: string }>('SELECT * FROM set_aside');
    expect(aside).toHaveLength(1);
    expect(JSON.stringify(aside)).not.toContain('10000000146');
  });

  it('that tells another content under a known name quarantines the machine, and nothing more is acknowledged', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const entries = machine.write(line(true), line(false));
    machine.send(entries);
    const forged = { ...entries[1], up: true } as { seq: number };
    expect(machine.send([forged]).ack).toBeUndefined();
    expect(machine.send(machine.write(line(true))).ack).toBeUndefined();
    expect(bench.alarms()).toEqual(['quarantined']);
    expect(bench.rows("SELECT * FROM set_aside WHERE reason = 'quarantine'")).toHaveLength(2);
  });

  it('carried into a new epoch counts what was applied before only once', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const txns = [randomUUID(), randomUUID()];
    const before = txns.flatMap((txn) => machine.vend(txn, { authority: 'offline' }));
    machine.send(before.slice(0, 3));
    const first = machine.epoch;
    machine.newEpoch();
    // The bridge never heard the ack, so it carries everything.
    const carried = before.map((entry, at) => ({
      ...entry,
      seq: at + 1,
      from: { epoch: first, seq: entry.seq },
    }));
    expect(machine.send(carried).ack?.seq).toBe(4);
    expect(bench.booked()).toBe(2);
    expect(bench.alarms()).toContain('epoch-new');
  });

  it('is dated by the machine’s uptime, whatever its wall clock says', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const entries = machine
      .vend(randomUUID(), { authority: 'offline' })
      .map((entry) => ({ ...entry, at: '2031-01-01T00:00:00.000Z' }));
    machine.wait(90_000);
    machine.send(entries, origin);
    const [vend] = bench.rows<{ at: number }>('SELECT at FROM vends');
    expect(vend?.at).toBe(origin - 90_000);
  });
});
