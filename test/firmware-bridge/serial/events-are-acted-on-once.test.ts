import { expect, test } from 'vitest';
import { createEventReceiver } from '../../../firmware-bridge/serial/events.ts';
import type { DispenserEvent } from '../../../protocol/serial/catalogue.ts';
import type { Frame } from '../../../protocol/serial/frame.ts';
import { settled } from '../../support/virtual-clock.ts';

const door = (seq: number, open = 1): Frame => ({ kind: 0x42, seq, payload: Uint8Array.of(open) });
const boot = (seq: number, bootCount: number): Frame => ({
  kind: 0x47,
  seq,
  payload: Uint8Array.of(0, 0, 0, bootCount, 0),
});
const ack = (seq: number): Frame => ({ kind: 0x7f, seq, payload: new Uint8Array() });
const nak = (seq: number, code: number): Frame => ({ kind: 0x7e, seq, payload: Uint8Array.of(code) });

function receiving(handle: (event: DispenserEvent) => Promise<void> = async () => {}) {
  const acted: string[] = [];
  const sent: Frame[] = [];
  const receiver = createEventReceiver(
    (event) => {
      acted.push(event.name);
      return handle(event);
    },
    (frame) => sent.push(frame),
  );
  return { acted, sent, receiver };
}

test('a repeat is acknowledged again and not acted on again', async () => {
  const { acted, sent, receiver } = receiving();
  receiver.take(door(5));
  await settled();
  receiver.take(door(5));
  expect(acted).toEqual(['door']);
  expect(sent).toEqual([ack(5), ack(5)]);
});

test('the ACK waits for the handler, and repeats meanwhile are not answered', async () => {
  let finish = () => {};
  const { acted, sent, receiver } = receiving(() => new Promise((resolve) => (finish = resolve)));
  receiver.take(door(5));
  receiver.take(door(5));
  await settled();
  expect(sent).toEqual([]);
  finish();
  await settled();
  expect(sent).toEqual([ack(5)]);
  expect(acted).toEqual(['door']);
});

test('what could not be written is not acknowledged, and acted on when it comes again', async () => {
  let works = false;
  const { acted, sent, receiver } = receiving(async () => {
    if (!works) throw new Error('disk full');
  });
  receiver.take(door(5));
  await settled();
  expect(sent).toEqual([]);
  works = true;
  receiver.take(door(5));
  await settled();
  expect(acted).toEqual(['door', 'door']);
  expect(sent).toEqual([ack(5)]);
});

test('BOOT forgets the last seq, but a repeated BOOT is a repeat', async () => {
  const { acted, receiver, sent } = receiving();
  for (const frame of [door(0), boot(0, 2), boot(0, 2), door(1), boot(0, 3)]) {
    receiver.take(frame);
    await settled();
  }
  expect(acted).toEqual(['door', 'boot', 'door', 'boot']);
  expect(sent).toHaveLength(5);
});

test('a new bootCount forgets the last seq', async () => {
  const { acted, receiver } = receiving();
  receiver.take(door(0));
  await settled();
  receiver.forget(2);
  receiver.take(door(0));
  expect(acted).toEqual(['door', 'door']);
});

test('a handler that ends after a BOOT sends no ACK for the seq of the boot before', async () => {
  const finish: (() => void)[] = [];
  const { sent, receiver } = receiving(() => new Promise((resolve) => finish.push(resolve)));
  receiver.take(door(0));
  receiver.take(boot(0, 2));
  finish[0]?.();
  await settled();
  expect(sent).toEqual([]);
  finish[1]?.();
  await settled();
  expect(sent).toEqual([ack(0)]);
});

test('an unknown kind is NAK 1, a bad payload NAK 2', () => {
  const { sent, acted, receiver } = receiving();
  receiver.take({ kind: 0x55, seq: 9, payload: new Uint8Array() });
  receiver.take(door(10, 2));
  expect(sent).toEqual([nak(9, 1), nak(10, 2)]);
  expect(acted).toEqual([]);
});

test('a boot that is noticed while its own BOOT goes to the disk does not make it act twice', async () => {
  let finish = () => {};
  const { acted, sent, receiver } = receiving(() => new Promise((resolve) => (finish = resolve)));
  receiver.take(boot(0, 8));
  receiver.forget(8);
  receiver.take(boot(0, 8));
  finish();
  await settled();
  expect(acted).toEqual(['boot']);
  expect(sent).toEqual([ack(0)]);
});
