import { describe, expect, it } from 'vitest';
import { fault, vendState } from '../../protocol/serial/constants.ts';
import { nilTxn } from '../../simulators/dispenser/memory.ts';
import { volatileNvram } from '../../simulators/dispenser/nvram.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

const stock = 10;
const vend = { txn: txnOf(1), slot: 0, qty: 2 };

/** What must be found after a cut when `started` items had begun and `finished` of them were over. */
function expected(started: number, finished: number) {
  const done = finished === vend.qty;
  return {
    response: {
      txn: vend.txn,
      state: vendState.done,
      requested: 2,
      dispensed: started,
      fault: done ? fault.none : fault.powerLost,
      vendCounter: started,
    },
  };
}

describe('power is cut in a vend of two items', () => {
  for (let cutMs = 0; cutMs <= 2 * itemMs + 50; cutMs += 50) {
    it(`after ${cutMs} ms: the item in motion counts as dispensed`, () => {
      const bench = createBench({ stock });
      bench.request('lock', { locked: false });
      bench.request('vend', vend);
      bench.clock.advance(cutMs);
      bench.dispenser.power(false);
      bench.clock.advance(60_000);
      bench.dispenser.power(true);

      const finished = Math.floor(cutMs / itemMs);
      const started = Math.min(finished + 1, 2);
      expect(bench.request('lastVend', { slot: 0 })).toEqual(expected(started, finished));
      expect(bench.dispenser.status().memory.slots[0]?.stock).toBe(stock - started);
      bench.clock.advance(60_000);
      expect(bench.request('lastVend', { slot: 0 })).toEqual(expected(started, finished));
    });
  }

  // A vend of two writes three times: before item 1, between the items, after item 2.
  for (const { write, kept, started, finished } of [
    { write: 1, kept: false, started: undefined, finished: 0 },
    { write: 1, kept: true, started: 1, finished: 0 },
    { write: 2, kept: false, started: 1, finished: 0 },
    { write: 2, kept: true, started: 2, finished: 1 },
    { write: 3, kept: false, started: 2, finished: 1 },
    { write: 3, kept: true, started: 2, finished: 2 },
  ]) {
    it(`${kept ? 'just after' : 'in'} the vend's write ${write}`, () => {
      const held = volatileNvram();
      let writes = Number.NEGATIVE_INFINITY;
      const bench = createBench({
        stock,
        nvram: {
          read: held.read,
          write(memory) {
            writes++;
            if (writes === write && !kept) {
              bench.dispenser.power(false);
              return;
            }
            held.write(memory);
            if (writes === write) bench.dispenser.power(false);
          },
        },
      });
      bench.request('lock', { locked: false });
      writes = 0;
      bench.request('vend', vend);
      bench.clock.advance(10 * itemMs);
      expect(bench.dispenser.status().power).toBe(false);
      bench.dispenser.power(true);

      const last = bench.request('lastVend', { slot: 0 });
      if (started === undefined)
        expect(last).toMatchObject({ response: { txn: nilTxn, state: vendState.none } });
      else expect(last).toEqual(expected(started, finished));
    });
  }
});

describe('without power', () => {
  it('nothing is answered, sent or dropped, and nothing but the door and the sensor moves', () => {
    const bench = createBench({ acknowledging: false });
    bench.request('lock', { locked: false });
    bench.request('vend', vend);
    bench.dispenser.power(false);
    bench.forget();
    expect(bench.request('hello', {})).toBeUndefined();
    expect(bench.dispenser.select(0)).toMatchObject({ code: 'POWER_OFF' });
    expect(bench.dispenser.card('uid', '04AABBCC', 'tap')).toMatchObject({ code: 'POWER_OFF' });
    bench.clock.advance(60_000);
    expect(bench.received).toEqual([]);
    expect(bench.happenings).toEqual([]);
    expect(bench.dispenser.door(true)).toBeUndefined();
    bench.dispenser.power(true);
    expect(bench.request('status', {})).toMatchObject({ response: { flags: 0b11 } });
  });

  it('a second "off" or "on" does nothing', () => {
    const bench = createBench();
    bench.dispenser.power(true);
    expect(bench.dispenser.status().memory.bootCount).toBe(1);
    bench.dispenser.power(false);
    bench.dispenser.power(false);
    bench.dispenser.power(true);
    expect(bench.dispenser.status().memory.bootCount).toBe(2);
  });
});
