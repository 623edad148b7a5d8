import { struct, uuid } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** The citizen says that nothing came out of the last vend; a zero txn: unknown which (serial.md, Events). */
export const claim = {
  kind: 0x48,
  name: 'CLAIM',
  payload: struct({ txn: uuid }),
} satisfies EventMessage<unknown>;
