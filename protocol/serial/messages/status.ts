import { empty, list, struct, u8, u16, u32 } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Flags, and the state of each slot (serial.md, Requests). */
export const status = {
  kind: 0x02,
  name: 'STATUS',
  request: empty,
  response: struct({
    flags: u16,
    slots: list(struct({ product: u8(), stock: u16, capacity: u16, vendCounter: u32 }), 1, 16),
  }),
} satisfies RequestMessage<unknown, unknown>;
