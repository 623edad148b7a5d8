import { struct, u8, u32, uuid } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** How a vend ended; acknowledged only once its journal entry is on disk (serial.md, Events). */
export const vendResult = {
  kind: 0x45,
  name: 'VEND_RESULT',
  payload: struct({
    txn: uuid,
    slot: u8(0, 15),
    requested: u8(),
    dispensed: u8(),
    fault: u8(0, 7),
    vendCounter: u32,
  }),
} satisfies EventMessage<unknown>;
