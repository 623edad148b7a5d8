import { describe, expect, it } from 'vitest';
import { requestTimeoutMs } from '../../protocol/serial/constants.ts';
import { createNoise } from '../../simulators/dispenser/noise.ts';
import { seededRandom } from '../../simulators/random.ts';
import { createBench, itemMs, txnOf } from '../support/dispenser-bench.ts';

describe('noise', () => {
  it('spoils the same bytes for the same seed, none at 0, every one at 1', () => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256);
    const spoil = (seed: number, level: number) => createNoise(seededRandom(seed), level).pass(bytes);
    expect(spoil(3, 0.1)).toEqual(spoil(3, 0.1));
    expect(spoil(3, 0.1)).not.toEqual(spoil(4, 0.1));
    expect(spoil(3, 0)).toEqual(bytes);
    expect(spoil(3, 1).length).toBeGreaterThan(1_400);
    expect(spoil(3, 0.1).length).toBeGreaterThan(1_020);
  });

  it('in both directions only loses frames: a host that asks again gets what it asked for', () => {
    const bench = createBench({ noise: 0.02, stock: 500 });
    const patient = <T>(ask: () => T | undefined): T => {
      for (let tries = 0; tries < 100; tries++) {
        const answer = ask();
        if (answer !== undefined) return answer;
        bench.clock.advance(requestTimeoutMs);
      }
      throw new Error('no answer in 100 tries');
    };
    for (let n = 1; n <= 100; n++) {
      patient(() => bench.request('lock', { locked: false }));
      const vend = patient(() => bench.request('vend', { txn: txnOf(n), slot: 0, qty: 2 }));
      expect(vend).toMatchObject({ response: { txn: txnOf(n) } });
      bench.clock.advance(4 * itemMs);
    }
    const last = patient(() => bench.request('lastVend', { slot: 0 }));
    expect(last).toMatchObject({ response: { txn: txnOf(100), dispensed: 2, vendCounter: 200 } });
    expect(bench.dispenser.status().memory.slots[0]?.stock).toBe(300);
    expect(bench.dispenser.status().line?.badCrc).toBeGreaterThan(10);
  });
});
