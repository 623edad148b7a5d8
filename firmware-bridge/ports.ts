import type { Duplex } from 'node:stream';
import type { Clock } from '../protocol/base/clock.ts';
import { messageOf } from '../protocol/base/errors.ts';
import type { Log } from './log.ts';
import type { ReadCard } from './reader/card-of.ts';
import { createReader, type ReaderPort } from './reader/reader.ts';
import type { SerialLink } from './serial/link.ts';
import { createReconnect } from './serial/reconnect.ts';

export interface PortsDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly openSerial: () => Promise<Duplex>;
  readonly link: Pick<SerialLink, 'attach' | 'detach'>;
  readonly reader: ReaderPort | undefined;
  readonly onCard: (card: ReadCard) => Promise<void>;
}

/** A machine's serial ports, each opened again by itself: the dispenser's, and a card reader's where it has one of its own. */
export function createPorts({ openSerial, link, reader, onCard, ...common }: PortsDeps) {
  const ports = [createReconnect({ ...common, link, open: openSerial, name: 'the serial port' })];
  if (reader !== undefined) {
    const taken = (card: ReadCard) =>
      void onCard(card).catch((error) => common.log.error(`a card of the reader: ${messageOf(error)}`));
    ports.push(createReader({ ...common, port: reader, onCard: taken }));
  }
  return {
    start(): void {
      for (const port of ports) port.start();
    },
    stop(): void {
      for (const port of ports) port.stop();
    },
  };
}
