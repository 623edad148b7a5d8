import { describe, expect, it } from 'vitest';
import { maxWaitingEvents } from '../../simulators/dispenser/event-queue.ts';
import { nilTxn } from '../../simulators/dispenser/memory.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

/** A bench whose BOOT is acknowledged and that stops acknowledging then. */
function quietBench() {
  const bench = createBench();
  bench.acknowledging = false;
  bench.forget();
  return bench;
}

describe('the events of a dispenser', () => {
  it('go out one at a time, repeated every 500 ms until ACK, the next with seq + 1', () => {
    const bench = quietBench();
    bench.dispenser.door(true);
    bench.dispenser.door(false);
    bench.clock.advance(1_100);
    expect(bench.received.map(({ name, fields, atMs }) => [name, fields.open, atMs])).toEqual([
      ['door', true, 0],
      ['door', true, 500],
      ['door', true, 1_000],
    ]);
    const first = bench.received[0]?.seq ?? -1;
    bench.ack(first);
    expect(bench.received.at(-1)).toMatchObject({ seq: (first + 1) % 256, fields: { open: false } });
    bench.nak((first + 1) % 256);
    bench.forget();
    bench.clock.advance(5_000);
    expect(bench.received).toEqual([]);
  });

  it('are not ended by an ACK with another seq, or by one with a payload', () => {
    const bench = quietBench();
    bench.dispenser.door(true);
    const seq = bench.received[0]?.seq ?? -1;
    bench.ack((seq + 1) % 256);
    expect(bench.exchange({ kind: 0x7f, seq, payload: Uint8Array.of(0) })).toBeUndefined();
    bench.forget();
    bench.clock.advance(500);
    expect(bench.received).toHaveLength(1);
  });

  it('count their seq modulo 256', () => {
    const bench = createBench();
    for (let i = 0; i < 300; i++) bench.dispenser.tamper(1);
    const seqs = bench.received.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, at) => ((seqs[0] ?? 0) + at) % 256));
    expect(seqs).toHaveLength(301);
  });

  it('CARD and SELECT end 2 s after they were made, unacknowledged or never sent', () => {
    const bench = quietBench();
    bench.dispenser.card('uid', '04AABBCC', 'tap');
    bench.clock.advance(100);
    bench.dispenser.select(1);
    bench.clock.advance(10_000);
    const sent = bench.received.map(({ name, atMs }) => `${name} ${atMs}`);
    expect(sent).toEqual(['card 0', 'card 500', 'card 1000', 'card 1500', 'select 2000']);
    const seqs = bench.received.map(({ seq }) => seq);
    expect(seqs.at(-1)).toBe(((seqs[0] ?? 0) + 1) % 256);
  });

  it('CARD and SELECT behind a BOOT that nobody acknowledges are never sent', () => {
    const bench = createBench({ acknowledging: false });
    bench.dispenser.card('uid', '04AABBCC', 'tap');
    bench.dispenser.select(1);
    bench.clock.advance(2_000);
    bench.acknowledging = true;
    bench.clock.advance(1_000);
    expect(new Set(bench.received.map(({ name }) => name))).toEqual(new Set(['boot']));
    expect(bench.happenings.filter(({ ev }) => ev === 'event-end')).toMatchObject([
      { name: 'CARD', how: 'expired' },
      { name: 'SELECT', how: 'expired' },
      { name: 'BOOT', how: 'answered' },
    ]);
  });

  it('the others are kept; more than 16 behind the outstanding one push out the oldest', () => {
    const bench = quietBench();
    for (let kind = 0; kind <= maxWaitingEvents + 2; kind++) bench.dispenser.tamper(kind);
    bench.clock.advance(600_000);
    bench.forget();
    bench.acknowledging = true;
    bench.clock.advance(500);
    expect(bench.received.map(({ fields }) => fields.kind)).toEqual([
      0,
      ...Array.from({ length: maxWaitingEvents }, (_, at) => at + 3),
    ]);
  });

  it('carry the card as it was given, and nothing that happens carries its number', () => {
    const bench = createBench();
    bench.dispenser.card('tckn', '10000000146', 'scan');
    expect(bench.received.at(-1)?.fields).toEqual({ entry: 'scan', scheme: 'tckn', id: '10000000146' });
    expect(bench.happenings).toContainEqual({ ev: 'card', scheme: 'tckn', entry: 'scan' });
    expect(JSON.stringify(bench.happenings)).not.toContain('10000000146');
    expect(JSON.stringify(bench.dispenser.status())).not.toContain('10000000146');
  });

  it('CLAIM names the last vend since the boot, of whatever slot, and zeros where there was none', () => {
    const bench = createBench();
    bench.dispenser.claim();
    expect(bench.received.at(-1)?.fields).toEqual({ txn: nilTxn });
    bench.request('lock', { locked: false });
    bench.request('vend', { txn: txnOf(1), slot: 1, qty: 1 });
    bench.clock.advance(2 * itemMs);
    bench.dispenser.claim();
    expect(bench.received.at(-1)?.fields).toEqual({ txn: txnOf(1) });
  });
});
