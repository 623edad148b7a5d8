import { flag, struct } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** The door was opened or closed (serial.md, Events). */
export const door = {
  kind: 0x42,
  name: 'DOOR',
  payload: struct({ open: flag }),
} satisfies EventMessage<unknown>;
