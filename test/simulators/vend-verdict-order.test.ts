import { describe, expect, it } from 'vitest';
import { vendVerdict } from '../../protocol/serial/constants.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

/** serial.md, VEND verdict: the first that applies, in this order. */
const order = ['known', 'noSuchSlot', 'busy', 'locked', 'doorOpen', 'jammed', 'empty'] as const;
type Condition = (typeof order)[number];

/** What slot 0 (or, for noSuchSlot, slot 9) answers to a VEND while these conditions hold. */
function verdictUnder(...conditions: Condition[]) {
  const holds = (condition: Condition) => conditions.includes(condition);
  const bench = createBench({ slots: 2 });
  bench.request('lock', { locked: false });
  if (holds('known')) {
    bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 });
    bench.clock.advance(2 * itemMs);
  }
  if (holds('empty')) bench.request('setStock', { slot: 0, product: 1, stock: 0, capacity: 10 });
  if (holds('busy')) bench.request('vend', { txn: txnOf(2), slot: 1, qty: 1 });
  if (holds('jammed')) bench.dispenser.jam(0);
  if (holds('doorOpen')) bench.dispenser.door(true);
  if (holds('locked')) bench.request('lock', { locked: true });
  const txn = holds('known') ? txnOf(1) : txnOf(3);
  return bench.request('vend', { txn, slot: holds('noSuchSlot') ? 9 : 0, qty: 1 });
}

describe('the verdict of a VEND is the first that applies', () => {
  it('is accepted where nothing stands against it', () => {
    expect(verdictUnder()).toEqual({ response: { txn: txnOf(3), verdict: vendVerdict.accepted } });
  });

  for (const [rank, first] of order.entries()) {
    it(`${first} alone`, () => {
      expect(verdictUnder(first)).toMatchObject({ response: { verdict: vendVerdict[first] } });
    });
    for (const second of order.slice(rank + 1)) {
      // A known txn with a slot that is not its own is a NAK, which has its own test.
      if (first === 'known' && second === 'noSuchSlot') continue;
      it(`${first} before ${second}`, () => {
        expect(verdictUnder(first, second)).toMatchObject({ response: { verdict: vendVerdict[first] } });
      });
    }
  }

  it('refuses one slot only where another is jammed', () => {
    const bench = createBench();
    bench.request('lock', { locked: false });
    bench.dispenser.jam(1);
    expect(bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 })).toMatchObject({
      response: { verdict: vendVerdict.accepted },
    });
  });
});
