import type { Clock, Timer } from '../protocol/base/clock.ts';
import { messageOf } from '../protocol/base/errors.ts';
import type { Diary } from './journal/diary.ts';
import type { Log } from './log.ts';

/** A mark at least this often (mqtt.md, journal). */
export const markIntervalMs = 3_600_000;
/** A mark that could not be written is tried again after this. */
export const markRetryMs = 30_000;
/** How long a grant may live where no decision has told yet. */
export const assumedGrantMs = 60_000;
/** The mark is stamped after the grant's death, not at it. */
export const markMarginMs = 1_000;

export interface Marks {
  start(): void;
  /** Nothing is written by itself any more, also not for what is still on its way. */
  stop(): void;
  /** Writes one now. */
  now(): Promise<void>;
  /** Something was asked that will not begin: a mark once its grant is dead, so that the server lets it go. */
  notBegun(): void;
  /** A decision said how long grants live. */
  sawValidity(validMs: number): void;
}

/** Writes marks: entries that say nothing but that the machine had come so far (mqtt.md, mark; ledger.md). */
export function createMarks(diary: Diary, clock: Clock, log: Log): Marks {
  let hourly: Timer | undefined;
  let pending: Timer | undefined;
  let grantMs = assumedGrantMs;
  let stopped = false;

  function next(delayMs: number): void {
    hourly?.cancel();
    // A mark that fails because its journal was closed meanwhile would be tried for ever.
    hourly = stopped ? undefined : clock.after(delayMs, write);
  }

  async function now(): Promise<void> {
    next(markIntervalMs);
    try {
      await diary.write({ type: 'mark' });
    } catch (error) {
      // Also how a bridge notices that a full disk has room again.
      next(markRetryMs);
      throw error;
    }
  }

  function write(): void {
    // A journal that takes no mark is reported by whoever needed it for more.
    now().catch((error) => log.warn(`mark: ${messageOf(error)}`));
  }

  return {
    now,
    start: write,
    stop() {
      stopped = true;
      hourly?.cancel();
      pending?.cancel();
    },
    notBegun() {
      pending?.cancel();
      if (stopped) return;
      pending = clock.after(grantMs + markMarginMs, () => {
        pending = undefined;
        write();
      });
    },
    sawValidity(validMs) {
      grantMs = Math.max(grantMs, validMs);
    },
  };
}
