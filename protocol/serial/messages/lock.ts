import { empty, flag, struct } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Locks or unlocks the vending of items (serial.md, Requests). */
export const lock = {
  kind: 0x06,
  name: 'LOCK',
  request: struct({ locked: flag }),
  response: empty,
} satisfies RequestMessage<unknown, unknown>;
