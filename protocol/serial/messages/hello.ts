import { empty, padded, struct, text, u8, u32 } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Who is there: asked first whenever the line comes up (serial.md, Requests). */
export const hello = {
  kind: 0x01,
  name: 'HELLO',
  request: empty,
  response: struct({
    protocol: u8(),
    slots: u8(1, 16),
    bootCount: u32,
    serialNo: padded(12),
    firmware: text(0, 182),
  }),
} satisfies RequestMessage<unknown, unknown>;
