import { expect, test } from 'vitest';
import { createLink, maxQueuedRequests, maxSilentProbes } from '../../../firmware-bridge/serial/link.ts';
import type { DispenserEvent } from '../../../protocol/serial/catalogue.ts';
import { duplexPair } from '../../support/duplex-pair.ts';
import { createFarEnd, helloAnswer } from '../../support/far-end.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

async function linked(onEvent: (event: DispenserEvent) => Promise<void> = async () => {}) {
  const clock = createVirtualClock();
  const changes: string[] = [];
  const link = createLink({
    clock,
    onEvent,
    onUp: () => changes.push('up'),
    onDown: () => changes.push('down'),
  });
  const [near, farEnd] = duplexPair();
  const far = createFarEnd(farEnd);
  far.answers.set('hello', (frame) => far.respond(frame, helloAnswer));
  link.attach(near);
  await clock.advance(1);
  return { clock, link, far, near, farEnd, changes };
}

/** The promise's outcome as a value, so that none is left without a handler while time moves. */
function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ value }),
    (error: { code?: string }) => ({ code: error.code }),
  );
}

test('the line comes up by an answered HELLO', async () => {
  const { changes } = await linked();
  expect(changes).toEqual(['up']);
});

test('the identical frame is sent three times, 250 ms apart, then the line is down', async () => {
  const { clock, link, far, changes } = await linked();
  const asked = outcome(link.request('lastVend', { slot: 0 }));
  const waiting = outcome(link.request('status', {}));
  await clock.advance(249);
  expect(far.count('lastVend')).toBe(1);
  await clock.advance(500);
  const [first, ...others] = far.heard.filter((frame) => frame.kind === 0x04);
  expect(others).toHaveLength(2);
  for (const frame of others) expect(frame).toEqual(first);
  expect(changes).toEqual(['up']);
  await clock.advance(1);
  expect(await asked).toEqual({ code: 'LINE_DOWN' });
  expect(await waiting).toEqual({ code: 'LINE_DOWN' });
  expect(far.count('status')).toBe(0);
  expect(changes).toEqual(['up', 'down']);
});

test('RESET is sent once', async () => {
  const { clock, link, far } = await linked();
  const asked = outcome(link.request('reset', {}));
  await clock.advance(251);
  expect(await asked).toEqual({ code: 'LINE_DOWN' });
  expect(far.count('reset')).toBe(1);
});

test('an answer to a repeat counts, a second answer is a stray', async () => {
  const { clock, link, far } = await linked();
  far.answers.set('lock', (frame) => {
    if (far.count('lock') < 3) return;
    far.respond(frame, {});
    far.respond(frame, {});
  });
  const asked = outcome(link.request('lock', { locked: false }));
  await clock.advance(600);
  expect(await asked).toEqual({ value: {} });
  expect(link.counts.strayResponses).toBe(1);
});

test('an answer with another seq is not taken', async () => {
  const { clock, link, far } = await linked();
  far.answers.set('lock', (frame) => far.respond({ ...frame, seq: (frame.seq + 1) % 256 }, {}));
  const asked = outcome(link.request('lock', { locked: false }));
  await clock.advance(800);
  expect(await asked).toEqual({ code: 'LINE_DOWN' });
});

test.each([
  [1, 'NAK_UNKNOWN_KIND'],
  [2, 'NAK_BAD_PAYLOAD'],
  [3, 'NAK_BUSY'],
])('NAK %i is the error %s and leaves the line up', async (code, expected) => {
  const { clock, link, far, changes } = await linked();
  far.answers.set('reset', (frame) => far.send({ kind: 0x7e, seq: frame.seq, payload: Uint8Array.of(code) }));
  const asked = outcome(link.request('reset', {}));
  await clock.advance(10);
  expect(await asked).toEqual({ code: expected });
  expect(changes).toEqual(['up']);
});

test('one request is outstanding at a time, in the order of asking', async () => {
  const { clock, link, far } = await linked();
  const asked = [link.request('lock', { locked: true }), link.request('lock', { locked: false })].map(
    outcome,
  );
  await clock.advance(10);
  expect(far.count('lock')).toBe(1);
  far.answers.set('lock', (frame) => far.respond(frame, {}));
  await clock.advance(300);
  expect(await Promise.all(asked)).toEqual([{ value: {} }, { value: {} }]);
  expect(far.heard.filter((frame) => frame.kind === 0x06).map((frame) => frame.payload[0])).toEqual([
    1, 1, 0,
  ]);
});

test('the queue has a limit', async () => {
  const { clock, link } = await linked();
  const asked = Array.from({ length: maxQueuedRequests + 2 }, () => outcome(link.request('status', {})));
  expect(await asked.at(-1)).toEqual({ code: 'LINK_QUEUE_FULL' });
  await clock.advance(1_000);
  expect(await asked[0]).toEqual({ code: 'LINE_DOWN' });
});

test('a request past its deadline is never put on the wire', async () => {
  const { clock, link, far } = await linked();
  const slow = outcome(link.request('status', {}));
  const vend = { txn: '01a20ac4-0ab7-7359-8ffd-8c09bf92ef51', slot: 0, qty: 1 };
  const late = outcome(link.request('vend', vend, { sendBefore: clock.monotonic() + 100 }));
  far.answers.set('status', (frame) => {
    if (far.count('status') === 2) far.respond(frame, { flags: 0, slots: [slot] });
  });
  await clock.advance(400);
  expect(await slow).toMatchObject({ value: { flags: 0 } });
  expect(await late).toEqual({ code: 'SENT_TOO_LATE' });
  expect(far.count('vend')).toBe(0);
});

test('while down, HELLO is tried once a second until the line is back', async () => {
  const { clock, link, far, changes } = await linked();
  far.answers.clear();
  const asked = outcome(link.request('status', {}));
  await clock.advance(750);
  expect(await asked).toEqual({ code: 'LINE_DOWN' });
  expect(await outcome(link.request('status', {}))).toEqual({ code: 'LINE_DOWN' });
  const before = far.count('hello');
  await clock.advance(4_500);
  expect(far.count('hello') - before).toBe(4);
  far.answers.set('hello', (frame) => far.respond(frame, helloAnswer));
  await clock.advance(1_500);
  expect(changes).toEqual(['up', 'down', 'up']);
});

test('a port that stays dead is closed, so that it is opened again', async () => {
  const { clock, far, near, link } = await linked();
  far.answers.clear();
  const asked = outcome(link.request('status', {}));
  await clock.advance(1_000 * (maxSilentProbes + 6));
  expect(await asked).toEqual({ code: 'LINE_DOWN' });
  expect(near.destroyed).toBe(true);
});

const slot = { product: 0, stock: 0, capacity: 0, vendCounter: 0 };
