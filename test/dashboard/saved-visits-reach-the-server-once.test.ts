import { expect, it } from 'vitest';
import { ApiFailure } from '../../dashboard/src/api/fetch-json.ts';
import { createOutbox, outcomeOf } from '../../dashboard/src/visit/outbox.ts';
import { createPhoneStore, type TextStorage } from '../../dashboard/src/visit/phone-store.ts';
import type { NewVisit } from '../../protocol/http/restock.ts';
import { eventually } from '../support/eventually.ts';

/** A phone's storage that outlives the page; `full`: it takes nothing more. */
function phone() {
  const texts = new Map<string, string>();
  let full = false;
  const storage: TextStorage = {
    get length() {
      return texts.size;
    },
    key: (at) => [...texts.keys()][at] ?? null,
    getItem: (key) => texts.get(key) ?? null,
    setItem(key, text) {
      if (full) throw new Error('QuotaExceededError');
      texts.set(key, text);
    },
    removeItem: (key) => void texts.delete(key),
  };
  return { storage, texts, fill: () => (full = true) };
}

const visit = (n: number): NewVisit => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  machine: 'izmir-konak-01',
  at: `2020-05-20T09:00:0${n}.000Z`,
  slots: [{ slot: 0, product: 'adult', found: n, filled: 0, removed: 0 }],
});

/** A server that answers as a test says, and the timers that wait for their time. */
function bench(storage: TextStorage) {
  const got: NewVisit[] = [];
  const timers: (() => void)[] = [];
  let refuse: unknown;
  const outbox = createOutbox({
    store: createPhoneStore(storage),
    async send(one) {
      if (refuse !== undefined) throw refuse;
      got.push(one);
    },
    after(_ms, act) {
      timers.push(act);
      return () => void timers.splice(timers.indexOf(act), 1);
    },
  });
  const states = () => outbox.items().map(({ state }) => state);
  return { outbox, got, timers, states, fail: (error: unknown) => (refuse = error) };
}

it('a visit waits without a network and is sent when it is back, the oldest first', async () => {
  const { storage } = phone();
  const { outbox, got, timers, states, fail } = bench(storage);
  fail(new TypeError('Failed to fetch'));
  outbox.save(visit(2), 'Konak Metro');
  outbox.save(visit(1), 'Konak Metro');
  await eventually('a try that failed', () => timers.length > 0);
  expect(states()).toEqual(['waiting', 'waiting']);
  fail(undefined);
  outbox.nudge();
  await eventually('both sent', () => states().every((state) => state === 'synced'));
  expect(got.map(({ id }) => id)).toEqual([visit(1).id, visit(2).id]);
  expect(timers).toEqual([]);
});

it('what waits is tried again by itself', async () => {
  const { storage } = phone();
  const { outbox, got, timers, fail } = bench(storage);
  fail(new ApiFailure(503, { code: 'BUSY', message: 'later' }));
  outbox.save(visit(1), 'Konak Metro');
  const retry = await eventually('a timer', () => timers[0]);
  expect(outbox.items()[0]?.hint).toBe('server');
  fail(undefined);
  retry();
  await eventually('sent', () => got.length === 1);
});

it('a visit that waited is still there after the battery died, and is sent as it was', async () => {
  const { storage } = phone();
  const before = bench(storage);
  before.fail(new TypeError('Failed to fetch'));
  before.outbox.save(visit(3), 'Konak Metro');
  const after = bench(storage);
  expect(after.states()).toEqual(['waiting']);
  after.outbox.nudge();
  await eventually('sent', () => after.states()[0] === 'synced');
  expect(after.got).toEqual([visit(3)]);
});

it('a visit that the server refuses for good is told and kept until it is thrown away', async () => {
  const { storage, texts } = phone();
  const { outbox, timers, fail, states } = bench(storage);
  fail(new ApiFailure(409, { code: 'VISIT_DIFFERS', message: 'saved before with other counts' }));
  outbox.save(visit(1), 'Konak Metro');
  await eventually('the refusal', () => states()[0] === 'refused');
  expect(outbox.items()[0]).toMatchObject({ code: 'VISIT_DIFFERS', visit: visit(1) });
  expect(timers).toEqual([]);
  outbox.drop(visit(1).id);
  expect(texts.size).toBe(0);
});

it('a phone that keeps nothing says so, and nothing is sent behind its back', () => {
  const { storage, fill } = phone();
  const { outbox, got } = bench(storage);
  fill();
  expect(outbox.save(visit(1), 'Konak Metro')).toBe(false);
  expect(got).toEqual([]);
});

it('damaged and foreign texts are left alone and shown nowhere', () => {
  const { storage, texts } = phone();
  texts.set('maskfleet-visit:a', '{"version":1');
  texts.set('maskfleet-visit:b', '{"version":2,"name":"x","visit":{},"state":"waiting"}');
  texts.set('another-page', '{}');
  texts.set('maskfleet-draft:m', '{"version":1,"slots":[{"slot":0}]}');
  const store = createPhoneStore(storage);
  expect(store.visits()).toEqual([]);
  expect(store.draft('m')).toBeUndefined();
  expect(texts.size).toBe(4);
});

it.each([
  [new TypeError('Failed to fetch'), 'waiting'],
  [new ApiFailure(401, { code: 'NOT_SIGNED_IN', message: '' }), 'waiting'],
  [new ApiFailure(429, { code: 'TOO_MANY', message: '' }), 'waiting'],
  [new ApiFailure(500, { code: 'INTERNAL', message: '' }), 'waiting'],
  [new ApiFailure(404, { code: 'MACHINE_UNKNOWN', message: '' }), 'refused'],
  [new ApiFailure(400, { code: 'BAD_REQUEST', message: '' }), 'refused'],
])('%s leaves a visit %s', (error, state) => {
  expect(outcomeOf(error).state).toBe(state);
});
