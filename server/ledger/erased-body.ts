import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import { contentHash } from './content-hash.ts';

/** What stands in a body whose cards were erased: the hash of the content as it was told, in hex. */
const mark = 'erased';

/** A body without its cards' boxes, which still stands for the content that was told. Undefined: it has none. */
export function withoutCards(body: string): string | undefined {
  const told = JSON.parse(body) as JournalEntry & { cards?: readonly unknown[] };
  if (told.cards === undefined || told.cards.length === 0) return undefined;
  const hash = Buffer.from(hashOfBody(body)).toString('hex');
  return JSON.stringify({ ...told, cards: [], [mark]: hash });
}

/** The hash of what a kept body says, or said before its cards were erased (content-hash.ts). */
export function hashOfBody(body: string): Uint8Array {
  const told = JSON.parse(body) as JournalEntry & { [mark]?: unknown };
  const hash = told[mark];
  return typeof hash === 'string' && /^[0-9a-f]{32}$/.test(hash)
    ? Buffer.from(hash, 'hex')
    : contentHash(told);
}
