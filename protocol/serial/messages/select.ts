import { struct, u8 } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** The citizen pressed a slot's button (serial.md, Events). */
export const select = {
  kind: 0x41,
  name: 'SELECT',
  payload: struct({ slot: u8(0, 15) }),
} satisfies EventMessage<unknown>;
