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
  isCancelled: boolean;
}

const isBefore = (a: Waiting, b: Waiting) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A clock on virtual time that starts at `startMs` (ms since 1970). Timers of the same moment run in their order. */
export function virtualClock(startMs = 0): VirtualClock {
  /** A binary heap, the earliest at its root: thousands of timers may wait for far days. */
  const heap: Waiting[] = [];
  let pending = 0;
  let elapsed = 0;
  let wallOffset = startMs;
  let order = 0;

  function push(one: Waiting): void {
    let at = heap.length;
    heap.push(one);
    for (let up = (at - 1) >> 1; at > 0 && isBefore(one, heap[up] as Waiting); up = (at - 1) >> 1) {
      heap[at] = heap[up] as Waiting;
      at = up;
    }
    heap[at] = one;
  }

  function dropRoot(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      const right = down + 1;
      if (right < heap.length && isBefore(heap[right] as Waiting, heap[down] as Waiting)) down = right;
      if (!isBefore(heap[down] as Waiting, last)) break;
      heap[at] = heap[down] as Waiting;
      at = down;
    }
    heap[at] = last;
  }

  /** Takes the earliest timer out that is due by then. */
  function take(until: number): Waiting | undefined {
    for (let first = heap[0]; first !== undefined && first.at <= until; first = heap[0]) {
      dropRoot();
      if (first.isCancelled) continue;
      first.isCancelled = true;
      pending--;
      return first;
    }
    return undefined;
  }

  function fire(one: Waiting): void {
    elapsed = Math.max(elapsed, one.at);
    one.run();
  }

  return {
    now: () => Math.floor(wallOffset + elapsed),
    monotonic: () => elapsed,
    after(delayMs, run): Timer {
      const one: Waiting = { at: elapsed + Math.max(delayMs, 0), order: order++, run, isCancelled: false };
      push(one);
      pending++;
      return {
        cancel() {
          if (!one.isCancelled) pending--;
          one.isCancelled = true;
        },
      };
    },
    runNext() {
      const next = take(Number.POSITIVE_INFINITY);
      if (next !== undefined) fire(next);
      return next !== undefined;
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let due = take(until); due !== undefined; due = take(until)) fire(due);
      elapsed = until;
    },
    async drive(ms, settle) {
      const until = elapsed + ms;
      await settle();
      for (let due = take(until); due !== undefined; due = take(until)) {
        fire(due);
        await settle();
      }
      elapsed = until;
    },
    setWall(ms) {
      wallOffset = ms - elapsed;
    },
    get pending() {
      return pending;
    },
  };
}
