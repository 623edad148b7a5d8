import { struct, u8 } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** A fault of a slot (255: of the whole machine) began (serial.md, Events). */
export const faultRaised = {
  kind: 0x43,
  name: 'FAULT',
  payload: struct({ slot: u8(), fault: u8(1, 7) }),
} satisfies EventMessage<unknown>;
