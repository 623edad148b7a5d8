import { expect, it } from 'vitest';
import { onTheWay } from '../../dashboard/src/live/use-count-up.ts';

it('a figure is a whole number on its way, never falls back, and arrives exactly', () => {
  const steps = Array.from({ length: 101 }, (_, at) => onTheWay(9_990, 10_010, at / 100));
  expect(steps.every(Number.isInteger)).toBe(true);
  expect([...steps].sort((a, b) => a - b)).toEqual(steps);
  expect([steps[0], steps.at(-1)]).toEqual([9_990, 10_010]);
  // Half of the way is over long before half of the time.
  expect(onTheWay(0, 1_000, 0.25)).toBeGreaterThan(500);
});

it('a frame that comes too early or too late does no harm', () => {
  expect(onTheWay(5, 10, -0.1)).toBe(5);
  expect(onTheWay(5, 10, 7)).toBe(10);
});
