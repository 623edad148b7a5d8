import { struct, u8, u32 } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** The dispenser (re)started; until it is acknowledged nothing else is sent (serial.md, Events). */
export const boot = {
  kind: 0x47,
  name: 'BOOT',
  payload: struct({ bootCount: u32, cause: u8(0, 2) }),
} satisfies EventMessage<unknown>;
