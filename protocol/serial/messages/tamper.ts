import { struct, u8 } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** Somebody works at the machine (serial.md, Events). */
export const tamper = {
  kind: 0x46,
  name: 'TAMPER',
  payload: struct({ kind: u8() }),
} satisfies EventMessage<unknown>;
