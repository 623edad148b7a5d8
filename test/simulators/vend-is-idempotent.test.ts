import { describe, expect, it } from 'vitest';
import { fault, nakCode, vendState, vendVerdict } from '../../protocol/serial/constants.ts';
import { nilTxn } from '../../simulators/dispenser/memory.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

function openBench() {
  const bench = createBench({ stock: 10 });
  bench.request('lock', { locked: false });
  return bench;
}

const known = { response: { txn: txnOf(1), verdict: vendVerdict.known } };

describe('a txn is vended once', () => {
  it('is known while it runs and after it, and drops nothing again', () => {
    const bench = openBench();
    const vend = { txn: txnOf(1), slot: 0, qty: 2 };
    expect(bench.request('vend', vend)).toMatchObject({ response: { verdict: vendVerdict.accepted } });
    expect(bench.request('vend', vend)).toEqual(known);
    bench.clock.advance(10 * itemMs);
    expect(bench.request('vend', vend)).toEqual(known);
    bench.clock.advance(10 * itemMs);
    expect(bench.happenings.filter(({ ev }) => ev === 'drop')).toHaveLength(2);
    expect(bench.request('lastVend', { slot: 0 })).toEqual({
      response: {
        txn: txnOf(1),
        state: vendState.done,
        requested: 2,
        dispensed: 2,
        fault: fault.none,
        vendCounter: 2,
      },
    });
    expect(bench.dispenser.status().memory.slots[0]?.stock).toBe(8);
  });

  it('is known after a loss of power too, though the machine is locked then', () => {
    const bench = openBench();
    const vend = { txn: txnOf(1), slot: 0, qty: 1 };
    bench.request('vend', vend);
    bench.clock.advance(10 * itemMs);
    bench.dispenser.power(false);
    bench.dispenser.power(true);
    expect(bench.request('vend', vend)).toEqual(known);
  });

  it('is NAK 2 with another slot or another qty', () => {
    const bench = openBench();
    bench.request('vend', { txn: txnOf(1), slot: 0, qty: 2 });
    expect(bench.request('vend', { txn: txnOf(1), slot: 1, qty: 2 })).toEqual({ nak: nakCode.badPayload });
    expect(bench.request('vend', { txn: txnOf(1), slot: 9, qty: 2 })).toEqual({ nak: nakCode.badPayload });
    expect(bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 })).toEqual({ nak: nakCode.badPayload });
  });

  it('is known as the last of any slot, and of each slot one is kept', () => {
    const bench = openBench();
    bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 });
    bench.clock.advance(10 * itemMs);
    bench.request('vend', { txn: txnOf(2), slot: 1, qty: 1 });
    bench.clock.advance(10 * itemMs);
    expect(bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 })).toEqual(known);
    expect(bench.request('lastVend', { slot: 1 })).toMatchObject({ response: { txn: txnOf(2) } });
  });

  it('takes no slot that never vended for one whose txn is zero', () => {
    const bench = openBench();
    expect(bench.request('vend', { txn: nilTxn, slot: 0, qty: 1 })).toMatchObject({
      response: { verdict: vendVerdict.accepted },
    });
  });
});
