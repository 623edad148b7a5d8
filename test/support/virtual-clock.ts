import type { Clock } from '../../protocol/base/clock.ts';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Moves time on, fires what is due in order, and lets promises run in between. */
  advance(ms: number): Promise<void>;
}

export function createVirtualClock(startMs = Date.parse('2020-05-20T06:00:00.000Z')): VirtualClock {
  interface Due {
    readonly at: number;
    readonly order: number;
    readonly run: () => void;
  }
  let elapsed = 0;
  let order = 0;
  let timers: Due[] = [];
  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    after(delayMs, run) {
      const due: Due = { at: elapsed + Math.max(0, delayMs), order: order++, run };
      timers.push(due);
      return {
        cancel() {
          timers = timers.filter((one) => one !== due);
        },
      };
    },
    async advance(ms) {
      const end = elapsed + ms;
      await settled();
      for (;;) {
        const [next] = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at || a.order - b.order);
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        elapsed = Math.max(elapsed, next.at);
        next.run();
        await settled();
      }
      elapsed = end;
    },
  };
}

/** Lets everything run that only waits for promises and streams. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
