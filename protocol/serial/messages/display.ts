import { empty, struct, text, u8 } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Shows a text for some seconds (0: until the next), with a tone (serial.md, Requests). */
export const display = {
  kind: 0x05,
  name: 'DISPLAY',
  request: struct({ seconds: u8(), tone: u8(0, 3), text: text(0, 160) }),
  response: empty,
} satisfies RequestMessage<unknown, unknown>;
