import type { Clock } from '../../protocol/base/clock.ts';

/** What ends with a process: its timers never fire again, and what it waits for never comes. */
export interface Life {
  readonly clock: Clock;
  readonly isOver: boolean;
  end(): void;
}

/** One life of a process on a clock that goes on without it. */
export function createLife(clock: Clock): Life {
  let isOver = false;
  return {
    clock: { ...clock, after: (delayMs, run) => clock.after(delayMs, () => !isOver && run()) },
    get isOver() {
      return isOver;
    },
    end() {
      isOver = true;
    },
  };
}

/** A clock whose wall time is off by what `offsetMs` says; its durations are right. */
export function offClock(clock: Clock, offsetMs: () => number): Clock {
  return { ...clock, now: () => clock.now() + offsetMs() };
}
