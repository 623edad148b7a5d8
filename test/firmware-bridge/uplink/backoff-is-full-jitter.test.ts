import { expect, test } from 'vitest';
import { backoffMs } from '../../../firmware-bridge/backoff.ts';
import { reconnectLimits } from '../../../firmware-bridge/uplink/connection.ts';

test('the ceiling doubles from 1 s and stops at 120 s, the wait is anything below it', () => {
  const almostOne = () => 1 - Number.EPSILON;
  const ceilings = [0, 1, 2, 6, 7, 8, 1_000_000].map((n) => backoffMs(n, reconnectLimits, almostOne));
  expect(ceilings).toEqual([999, 1_999, 3_999, 63_999, 119_999, 119_999, 119_999]);
  expect(backoffMs(5, reconnectLimits, () => 0)).toBe(0);
  expect(backoffMs(2, reconnectLimits, () => 0.5)).toBe(2_000);
});
