import { entries, schemes } from '../constants.ts';
import { struct, text, word } from '../layout.ts';
import type { EventMessage } from './message.ts';

/** A card was tapped, scanned or typed; the id is as the reader gave it (serial.md, Events). */
export const card = {
  kind: 0x40,
  name: 'CARD',
  payload: struct({ entry: word(entries), scheme: word(schemes), id: text(1, 64) }),
} satisfies EventMessage<unknown>;
