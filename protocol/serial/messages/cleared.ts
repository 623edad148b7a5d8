import { struct, u8 } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** A fault ended (serial.md, Events). */
export const cleared = {
  kind: 0x44,
  name: 'CLEARED',
  payload: struct({ slot: u8(), fault: u8(1, 7) }),
} satisfies EventMessage<unknown>;
