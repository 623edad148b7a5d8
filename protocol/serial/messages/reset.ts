import { empty } from '../layout.ts';
import type { RequestMessage } from './message.ts';

/** Answers, then reboots (serial.md, Requests). */
export const reset = {
  kind: 0x08,
  name: 'RESET',
  request: empty,
  response: empty,
} satisfies RequestMessage<unknown, unknown>;
