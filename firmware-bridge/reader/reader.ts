import type { Duplex } from 'node:stream';
import type { Clock } from '../../protocol/base/clock.ts';
import type { Log } from '../log.ts';
import { createReconnect, type Reconnect } from '../serial/reconnect.ts';
import { createCardOf, type ReadCard, type ReaderKind } from './card-of.ts';
import { createReaderLines, type ReaderFormat } from './lines.ts';
import { createOnce } from './once.ts';

/** A reader on a serial port of its own. */
export interface ReaderPort extends ReaderKind {
  readonly format: ReaderFormat;
  readonly open: () => Promise<Duplex>;
}

export interface ReaderDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly port: ReaderPort;
  readonly onCard: (card: ReadCard) => void;
}

/** At most one line in the log for so long about what could not be read. */
const complainEveryMs = 60_000;

/** Keeps a reader's port open and hands over each card once. What it sends beside cards is counted, and harms nothing. */
export function createReader({ clock, random, log, port, onCard }: ReaderDeps): Reconnect {
  const isNew = createOnce(clock);
  let dropped = 0;
  let complainedAt = Number.NEGATIVE_INFINITY;

  function drop(why: string): void {
    dropped++;
    if (clock.monotonic() - complainedAt < complainEveryMs) return;
    complainedAt = clock.monotonic();
    log.warn({ why, dropped }, 'the reader sent what is no card');
  }

  function listen(stream: Duplex): void {
    const cardOf = createCardOf(port);
    const lines = createReaderLines(port.format, {
      reading(text) {
        const read = cardOf(text);
        if (read === 'unreadable') drop(read);
        else if (read !== 'more' && isNew(`${read.scheme}:${read.id}`)) onCard(read);
      },
      dropped: drop,
    });
    stream.on('data', (bytes: Uint8Array) => lines.push(bytes));
  }

  return createReconnect({
    ...{ clock, random, log, open: port.open, name: 'the reader’s port' },
    link: { attach: listen, detach: () => {} },
  });
}
