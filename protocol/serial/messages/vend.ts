import { struct, u8, uuid } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Gives `qty` items (not masks) of a slot, once for each txn (serial.md, Requests). */
export const vend = {
  kind: 0x03,
  name: 'VEND',
  request: struct({ txn: uuid, slot: u8(), qty: u8(1) }),
  response: struct({ txn: uuid, verdict: u8(0, 7) }),
} satisfies RequestMessage<unknown, unknown>;
