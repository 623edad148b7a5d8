import { expect, it } from 'vitest';
import { tone } from '../../protocol/serial/constants.ts';
import { createBench } from '../support/dispenser-bench.ts';

it('a text is shown as it was sent, blank after its seconds, and with 0 seconds until the next', () => {
  const bench = createBench();
  bench.forget();
  bench.request('display', { seconds: 5, tone: tone.ok, text: 'Take your 5 masks' });
  bench.clock.advance(4_999);
  expect(bench.happenings).toEqual([{ ev: 'display', text: 'Take your 5 masks', seconds: 5, tone: tone.ok }]);
  bench.clock.advance(1);
  expect(bench.happenings.at(-1)).toEqual({ ev: 'blank' });
  bench.request('display', { seconds: 5, tone: tone.none, text: 'one' });
  bench.request('display', { seconds: 0, tone: tone.none, text: '請感應卡片' });
  bench.forget();
  bench.clock.advance(600_000);
  expect(bench.happenings).toEqual([]);
});

it('STATUS tells of stock as SET_STOCK left it, over a loss of power too', () => {
  const bench = createBench({ slots: 2, stock: 10 });
  bench.request('setStock', { slot: 1, product: 7, stock: 300, capacity: 400 });
  bench.dispenser.power(false);
  bench.dispenser.power(true);
  expect(bench.request('status', {})).toMatchObject({
    response: {
      slots: [
        { product: 0, stock: 10, capacity: 10, vendCounter: 0 },
        { product: 7, stock: 300, capacity: 400, vendCounter: 0 },
      ],
    },
  });
});
