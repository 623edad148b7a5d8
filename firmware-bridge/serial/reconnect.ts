import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { backoffMs } from '../backoff.ts';
import { bridgeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SerialLink } from './link.ts';

/** Between two tries to open the port: full jitter over 1 s, 2 s, 4 s, 5 s, never under the floor. A mended cable must not wait. */
export const reopenLimits = { baseMs: 1_000, maxMs: 5_000 };
export const reopenFloorMs = 500;

export interface ReconnectDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly open: () => Promise<Duplex>;
  readonly link: Pick<SerialLink, 'attach' | 'detach'>;
  readonly log: Log;
  /** What the log calls it. */
  readonly name: string;
}

export interface Reconnect {
  start(): void;
  stop(): void;
}

/** Keeps a port open by its path: opens it again whenever it closes or fails. One log line when it goes, one when it is back. */
export function createReconnect(deps: ReconnectDeps): Reconnect {
  const { clock, random, open, link, log, name } = deps;
  let port: Duplex | undefined;
  let timer: Timer | undefined;
  let stopped = true;
  let attempt = 0;
  let complained = false;

  async function tryOpen(): Promise<void> {
    timer = undefined;
    try {
      const opened = await open();
      if (stopped) {
        opened.destroy();
        return;
      }
      port = opened;
      // Both may come, in either order, or only one of them: whichever is first counts.
      opened.once('close', () => lost(opened));
      opened.on('error', () => lost(opened));
      opened.once('end', () => lost(opened));
      attempt = 0;
      if (complained) log.info(`${name} is open again`);
      complained = false;
      link.attach(opened);
    } catch (error) {
      complain(error);
      again();
    }
  }

  function lost(which: Duplex): void {
    if (port !== which) return;
    port = undefined;
    which.destroy();
    link.detach();
    if (stopped) return;
    complain(bridgeError('SERIAL_CLOSED'));
    again();
  }

  function complain(error: unknown): void {
    if (!complained) log.error({ code: codeOf(error) }, `${name}: ${messageOf(error)}; trying again`);
    complained = true;
  }

  function again(): void {
    if (stopped) return;
    const delayMs = Math.max(reopenFloorMs, backoffMs(attempt, reopenLimits, random));
    attempt++;
    timer = clock.after(delayMs, () => void tryOpen());
  }

  return {
    start() {
      stopped = false;
      void tryOpen();
    },
    stop() {
      stopped = true;
      timer?.cancel();
      const open = port;
      port = undefined;
      if (open !== undefined) {
        link.detach();
        open.destroy();
      }
    },
  };
}
