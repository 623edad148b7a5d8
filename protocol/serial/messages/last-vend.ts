import { struct, u8, u32, uuid } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** The last accepted txn of a slot and how far it came (serial.md, Requests). */
export const lastVend = {
  kind: 0x04,
  name: 'LAST_VEND',
  request: struct({ slot: u8() }),
  response: struct({
    txn: uuid,
    state: u8(0, 2),
    requested: u8(),
    dispensed: u8(),
    fault: u8(0, 7),
    vendCounter: u32,
  }),
} satisfies RequestMessage<unknown, unknown>;
