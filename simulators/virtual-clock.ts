import type { Clock, Timer } from '../protocol/base/clock.ts';

/** A clock whose time stands still until somebody steps it. */
export interface VirtualClock extends Clock {
  /** Runs the earliest timer at its time. False where none is set. */
  runNext(): boolean;
  /** Lets `ms` pass and runs every timer that falls due in them, also those that timers set meanwhile. */
  advance(ms: number): void;
  /**
   * The same, for parts that answer through promises or streams: `settle` is awaited before the first and after
   * each timer, and returns when nothing but time can make anything happen.
   */
  drive(ms: number, settle: () => Promise<void>): Promise<void>;
  /** Sets the wall clock (as NTP or a person does); the monotonic time and the timers stay. */
  setWall(ms: number): void;
  /** Timers that wait. */
  readonly pending: number;
}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock on virtual time that starts at `startMs` (ms since 1970). Timers of the same moment run in their order. */
export function virtualClock(startMs = 0): VirtualClock {
  const waiting = new Set<Waiting>();
  let elapsed = 0;
  let wallOffset = startMs;
  let order = 0;

  function earliest(until: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const one of waiting) {
      if (one.at > until) continue;
      if (first === undefined || one.at < first.at || (one.at === first.at && one.order < first.order))
        first = one;
    }
    return first;
  }

  function fire(one: Waiting): void {
    waiting.delete(one);
    elapsed = Math.max(elapsed, one.at);
    one.run();
  }

  return {
    now: () => Math.floor(wallOffset + elapsed),
    monotonic: () => elapsed,
    after(delayMs, run): Timer {
      const one: Waiting = { at: elapsed + Math.max(delayMs, 0), order: order++, run };
      waiting.add(one);
      return { cancel: () => waiting.delete(one) };
    },
    runNext() {
      const next = earliest(Number.POSITIVE_INFINITY);
      if (next !== undefined) fire(next);
      return next !== undefined;
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let due = earliest(until); due !== undefined; due = earliest(until)) fire(due);
      elapsed = until;
    },
    async drive(ms, settle) {
      const until = elapsed + ms;
      await settle();
      for (let due = earliest(until); due !== undefined; due = earliest(until)) {
        fire(due);
        await settle();
      }
      elapsed = until;
    },
    setWall(ms) {
      wallOffset = ms - elapsed;
    },
    get pending() {
      return waiting.size;
    },
  };
}
