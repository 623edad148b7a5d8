import { expect, it } from 'vitest';
import { entryOf } from '../../../simulators/city/cards.ts';
import { createVouchers } from '../../../simulators/city/vouchers.ts';
import { seededRandom } from '../../../simulators/random.ts';

it('one in fifty brings a voucher, each a new one but for some that were used, until there are no more', () => {
  const vouchers = createVouchers(seededRandom(7));
  const visits = (count: number) =>
    Array.from({ length: count }, () => vouchers.next()).filter((card) => card !== undefined);
  expect(visits(1_000)).toEqual([]);
  vouchers.handOut(Array.from({ length: 150 }, (_, at) => `MV1-${at}`));
  const brought = visits(5_000);
  expect(brought.length).toBeGreaterThan(75);
  expect(brought.length).toBeLessThan(135);
  expect(brought.every((card) => card.scheme === 'voucher' && entryOf(card) === 'scan')).toBe(true);
  const different = new Set(brought.map(({ id }) => id)).size;
  expect(different).toBeLessThan(brought.length);
  expect(different).toBeGreaterThan(brought.length * 0.8);
  // All 150 have been taken by then: what comes after that was used.
  const later = visits(20_000);
  expect(new Set([...brought, ...later].map(({ id }) => id)).size).toBe(150);
});
