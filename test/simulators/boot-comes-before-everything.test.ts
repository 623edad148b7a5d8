import { describe, expect, it } from 'vitest';
import { bootCause, fault, statusFlag } from '../../protocol/serial/constants.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

describe('after a boot', () => {
  it('only BOOT is sent until it is acknowledged, every 500 ms with the same seq', () => {
    const bench = createBench({ acknowledging: false });
    bench.dispenser.door(true);
    bench.dispenser.tamper(3);
    bench.clock.advance(1_999);
    expect(bench.received.map(({ name, atMs }) => `${name} ${atMs}`)).toEqual([
      'boot 0',
      'boot 500',
      'boot 1000',
      'boot 1500',
    ]);
    expect(new Set(bench.received.map(({ seq }) => seq)).size).toBe(1);
    bench.forget();
    bench.acknowledging = true;
    bench.clock.advance(1);
    expect(bench.received.map(({ name }) => name)).toEqual(['boot', 'door', 'tamper']);
  });

  it('a NAK ends BOOT too', () => {
    const bench = createBench({ acknowledging: false });
    bench.dispenser.door(true);
    bench.nak(bench.received[0]?.seq ?? -1);
    expect(bench.received.at(-1)?.name).toBe('door');
  });

  it('requests are answered before BOOT is acknowledged', () => {
    const bench = createBench({ acknowledging: false, slots: 3 });
    expect(bench.request('hello', {})).toEqual({
      response: {
        protocol: 1,
        slots: 3,
        bootCount: 1,
        serialNo: 'BENCH0000001',
        firmware: 'maskfleet simulated dispenser 1',
      },
    });
  });

  it('the machine is locked, with one boot more and cause 0 after a loss of power', () => {
    const bench = createBench();
    bench.request('lock', { locked: false });
    bench.dispenser.power(false);
    bench.forget();
    bench.dispenser.power(true);
    expect(bench.received[0]).toMatchObject({
      name: 'boot',
      fields: { bootCount: 2, cause: bootCause.power },
    });
    expect(bench.request('status', {})).toMatchObject({ response: { flags: statusFlag.locked } });
    expect(bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 })).toMatchObject({
      response: { verdict: 4 },
    });
  });

  it('RESET is answered, then the machine is silent for a moment, then boots with cause 1', () => {
    const bench = createBench();
    expect(bench.request('reset', {})).toEqual({ response: {} });
    bench.forget();
    expect(bench.request('hello', {})).toBeUndefined();
    bench.clock.advance(1_000);
    expect(bench.received).toMatchObject([
      { name: 'boot', fields: { bootCount: 2, cause: bootCause.reset } },
    ]);
  });

  it('power that is cut while a RESET boots stays off', () => {
    const bench = createBench();
    bench.request('reset', {});
    bench.dispenser.power(false);
    bench.clock.advance(10_000);
    expect(bench.request('hello', {})).toBeUndefined();
    bench.dispenser.power(true);
    expect(bench.request('hello', {})).toMatchObject({ response: { bootCount: 2 } });
  });

  it('events of the life before are gone, and LAST_VEND tells what they said', () => {
    const bench = createBench();
    bench.request('lock', { locked: false });
    bench.acknowledging = false;
    bench.request('vend', { txn: txnOf(1), slot: 0, qty: 1 });
    bench.clock.advance(2 * itemMs);
    expect(bench.received.at(-1)?.name).toBe('vendResult');
    bench.dispenser.power(false);
    bench.forget();
    bench.acknowledging = true;
    bench.dispenser.power(true);
    bench.clock.advance(5_000);
    expect(bench.received.map(({ name }) => name)).toEqual(['boot']);
    expect(bench.request('lastVend', { slot: 0 })).toMatchObject({
      response: { txn: txnOf(1), dispensed: 1, fault: 0 },
    });
  });
});

describe('a jam', () => {
  const cleared = { name: 'cleared', fields: { slot: 1, fault: fault.jam } };

  it('clears by opening and closing the door', () => {
    const bench = createBench();
    bench.dispenser.jam(1);
    expect(bench.received.at(-1)).toMatchObject({
      name: 'faultRaised',
      fields: { slot: 1, fault: fault.jam },
    });
    bench.dispenser.door(true);
    expect(bench.request('status', {})).toMatchObject({
      response: { flags: statusFlag.locked | statusFlag.jam | statusFlag.doorOpen },
    });
    bench.dispenser.door(false);
    expect(bench.received.at(-1)).toMatchObject(cleared);
    expect(bench.request('status', {})).toMatchObject({ response: { flags: statusFlag.locked } });
  });

  it('clears by RESET', () => {
    const bench = createBench();
    bench.dispenser.jam(1);
    bench.request('reset', {});
    bench.clock.advance(1_000);
    expect(bench.received.map(({ name }) => name)).toEqual(['boot', 'faultRaised', 'boot', 'cleared']);
    expect(bench.received.at(-1)).toMatchObject(cleared);
  });

  it('stands over a loss of power, and is told again', () => {
    const bench = createBench();
    bench.dispenser.jam(1);
    bench.dispenser.power(false);
    bench.forget();
    bench.dispenser.power(true);
    expect(bench.received.map(({ name }) => name)).toEqual(['boot', 'faultRaised']);
    expect(bench.request('status', {})).toMatchObject({
      response: { flags: statusFlag.locked | statusFlag.jam },
    });
  });

  it('is told once, however often it is caused or cleared', () => {
    const bench = createBench();
    bench.dispenser.jam(1);
    bench.dispenser.jam(1);
    bench.dispenser.clear(1);
    bench.dispenser.clear(1);
    expect(bench.received.map(({ name }) => name)).toEqual(['boot', 'faultRaised', 'cleared']);
  });
});
