import { expect, it } from 'vitest';
import { changeOf } from '../../dashboard/src/overview/change.ts';

it('a change is in whole percent, and none where there is little or nothing to compare with', () => {
  expect(changeOf(118, 100)).toBe(18);
  expect(changeOf(50, 200)).toBe(-75);
  expect(changeOf(1_001, 1_000)).toBe(0);
  for (const before of [null, 0, 2, 99]) expect(changeOf(5, before)).toBeUndefined();
});
