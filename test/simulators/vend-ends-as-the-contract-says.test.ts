import { describe, expect, it } from 'vitest';
import { fault, nakCode, statusFlag, vendState } from '../../protocol/serial/constants.ts';
import { factoryMemory, withSlot } from '../../simulators/dispenser/memory.ts';
import { volatileNvram } from '../../simulators/dispenser/nvram.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

function running(stock: number, qty: number) {
  const bench = createBench({ stock });
  bench.request('lock', { locked: false });
  bench.request('vend', { txn: txnOf(1), slot: 0, qty });
  return bench;
}

function outcome(bench: ReturnType<typeof running>) {
  bench.clock.advance(20 * itemMs);
  const result = bench.received.find(({ name }) => name === 'vendResult')?.fields;
  const last = bench.request('lastVend', { slot: 0 });
  // The event and the memory tell the same.
  expect(last).toMatchObject({
    response: {
      state: vendState.done,
      txn: result?.txn,
      requested: result?.requested,
      dispensed: result?.dispensed,
      fault: result?.fault,
      vendCounter: result?.vendCounter,
    },
  });
  const slot = bench.dispenser.status().memory.slots[0];
  return { ...result, stock: slot?.stock };
}

describe('how a vend ends', () => {
  it('with all items: fault 0, stock and counter moved by each', () => {
    expect(outcome(running(10, 3))).toEqual({
      txn: txnOf(1),
      slot: 0,
      requested: 3,
      dispensed: 3,
      fault: fault.none,
      vendCounter: 3,
      stock: 7,
    });
  });

  it('in a slot that holds fewer: accepted, fault 2', () => {
    const bench = running(2, 3);
    expect(outcome(bench)).toMatchObject({ dispensed: 2, fault: fault.empty, stock: 0 });
    expect(bench.received.find(({ name }) => name === 'faultRaised')?.fields).toEqual({
      slot: 0,
      fault: fault.empty,
    });
    bench.request('setStock', { slot: 0, product: 1, stock: 5, capacity: 10 });
    expect(bench.received.at(-1)).toMatchObject({ name: 'cleared', fields: { slot: 0, fault: fault.empty } });
  });

  it('where the drop sensor saw nothing: fault 4, that item not counted, no further item tried', () => {
    const bench = running(10, 3);
    bench.clock.advance(itemMs);
    bench.dispenser.miss(0);
    expect(outcome(bench)).toMatchObject({
      dispensed: 1,
      fault: fault.nothingSeen,
      vendCounter: 1,
      stock: 9,
    });
    bench.forget();
    bench.request('vend', { txn: txnOf(2), slot: 0, qty: 1 });
    expect(outcome(bench)).toMatchObject({ dispensed: 1, fault: fault.none });
  });

  it('by a jam before the item fell: fault 1, not counted', () => {
    const bench = running(10, 2);
    bench.clock.advance(itemMs + 100);
    bench.dispenser.jam(0);
    expect(outcome(bench)).toMatchObject({ dispensed: 1, fault: fault.jam, vendCounter: 1 });
  });

  it('by a jam after the item fell: counted, fault 1 where more were asked for', () => {
    const bench = running(10, 2);
    bench.clock.advance(700);
    bench.dispenser.jam(0);
    expect(outcome(bench)).toMatchObject({ dispensed: 1, fault: fault.jam, vendCounter: 1 });
  });

  it('by a jam after the last item fell: fault 0', () => {
    const bench = running(10, 1);
    bench.clock.advance(700);
    bench.dispenser.jam(0);
    expect(outcome(bench)).toMatchObject({ dispensed: 1, fault: fault.none });
  });

  it('is not touched by a jam in another slot', () => {
    const bench = running(10, 2);
    bench.dispenser.jam(1);
    expect(outcome(bench)).toMatchObject({ dispensed: 2, fault: fault.none });
  });

  it('by an opened door: the item in motion falls, the next is not begun, fault 6', () => {
    const bench = running(10, 3);
    bench.clock.advance(100);
    bench.dispenser.door(true);
    expect(outcome(bench)).toMatchObject({ dispensed: 1, fault: fault.doorOpened });
  });

  it('is not ended by LOCK, which refuses the next', () => {
    const bench = running(10, 2);
    bench.clock.advance(100);
    bench.request('lock', { locked: true });
    expect(outcome(bench)).toMatchObject({ dispensed: 2, fault: fault.none });
    expect(bench.request('vend', { txn: txnOf(2), slot: 0, qty: 1 })).toMatchObject({
      response: { verdict: 4 },
    });
  });

  it('refuses SET_STOCK and RESET with NAK 3 until then, and changes nothing', () => {
    const bench = running(10, 1);
    const refused = { nak: nakCode.busy };
    expect(bench.request('setStock', { slot: 1, product: 1, stock: 1, capacity: 1 })).toEqual(refused);
    expect(bench.request('reset', {})).toEqual(refused);
    expect(bench.request('status', {})).toMatchObject({ response: { flags: statusFlag.vendRunning } });
    bench.clock.advance(itemMs);
    expect(bench.request('setStock', { slot: 1, product: 1, stock: 1, capacity: 1 })).toEqual({
      response: {},
    });
    expect(bench.request('reset', {})).toEqual({ response: {} });
  });

  it('tells of LAST_VEND state 1 while it runs', () => {
    const bench = running(10, 2);
    bench.clock.advance(itemMs + 1);
    expect(bench.request('lastVend', { slot: 0 })).toMatchObject({
      response: { state: vendState.running, requested: 2, dispensed: 1, vendCounter: 1 },
    });
  });

  it('lets vendCounter go on from 2^32 - 1 to 0', () => {
    const nvram = volatileNvram();
    nvram.write(withSlot(factoryMemory('WRAP', 2, 9), 0, { vendCounter: 0xffff_ffff }));
    const bench = createBench({ nvram });
    bench.request('lock', { locked: false });
    bench.request('vend', { txn: txnOf(1), slot: 0, qty: 2 });
    expect(outcome(bench)).toMatchObject({ vendCounter: 1, dispensed: 2 });
  });
});
