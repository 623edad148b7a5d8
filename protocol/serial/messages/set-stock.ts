import { empty, struct, u8, u16 } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Tells what a slot holds (serial.md, Requests). */
export const setStock = {
  kind: 0x07,
  name: 'SET_STOCK',
  request: struct({ slot: u8(), product: u8(), stock: u16, capacity: u16 }),
  response: empty,
} satisfies RequestMessage<unknown, unknown>;
