import { expect, it } from 'vitest';
import { createLanes, workOf } from '../../../server/store/lanes.ts';

const ask = (id: number) => ({ id, name: 'authorize', args: [] });
const journal = (id: number, entries: number) => ({
  id,
  name: 'journal',
  args: ['m', { entries: Array.from({ length: entries }, (_, at) => ({ seq: at + 1 })) }, 0],
});
const ids = (calls: readonly { id: number }[]) => calls.map(({ id }) => id);

it('decisions are taken at once, journals only as far as the work allows', () => {
  const lanes = createLanes();
  for (let id = 1; id <= 10; id++) lanes.push(journal(id, 20));
  lanes.push(ask(11));
  expect(ids(lanes.take(512, 40))).toEqual([1, 2, 11]);
  expect(lanes.length).toBe(8);
  expect(ids(lanes.take(512, 0))).toEqual([]);
  expect(ids(lanes.take(512, 41))).toEqual([3, 4, 5]);
});

it('what is taken together keeps the order in which it was said', () => {
  const lanes = createLanes();
  for (const call of [ask(1), journal(2, 1), ask(3), journal(4, 1)]) lanes.push(call);
  expect(ids(lanes.take(512, 256))).toEqual([1, 2, 3, 4]);
  expect(lanes.length).toBe(0);
});

it('thousands that wait all come out once, in their order', () => {
  const lanes = createLanes();
  for (let id = 1; id <= 5_000; id++) lanes.push(journal(id, 3));
  const taken: number[] = [];
  while (lanes.length > 0) taken.push(...ids(lanes.take(1, 256)));
  expect(taken).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
});

it('no more decisions are taken than the group has room for', () => {
  const lanes = createLanes();
  for (let id = 1; id <= 5; id++) lanes.push(ask(id));
  expect(ids(lanes.take(3, 256))).toEqual([1, 2, 3]);
  expect(ids(lanes.take(3, 256))).toEqual([4, 5]);
});

it('an empty journal message is work too', () => {
  expect(workOf(journal(1, 0))).toBe(1);
  expect(workOf(journal(1, 100))).toBe(100);
});
