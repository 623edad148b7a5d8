import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { Store } from '../store/client.ts';
import type { Retention } from './purge.ts';

const everyMs = 3_600_000;
/** Between two portions, in which decisions are made. */
const restMs = 50;

/** Lets go of what is older than its time, at the start and every hour. `now`: the ledger's own time. */
export function createKeeper(deps: {
  readonly clock: Clock;
  readonly store: Pick<Store, 'call'>;
  readonly log: Logger;
  readonly now: () => number;
  readonly retention: Retention;
}) {
  const { clock, store, log, retention } = deps;
  let timer: Timer | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;
  let done = { requests: 0, boxes: 0, charges: 0 };

  async function portion(): Promise<void> {
    let waitMs = everyMs;
    try {
      const { requests, boxes, charges } = await store.call('purge', retention, deps.now());
      const some = requests + boxes + charges;
      done = {
        requests: done.requests + requests,
        boxes: done.boxes + boxes,
        charges: done.charges + charges,
      };
      if (some > 0) waitMs = restMs;
      else {
        if (done.requests + done.boxes + done.charges > 0)
          log.info(done, 'what was older than its time is gone');
        done = { requests: 0, boxes: 0, charges: 0 };
      }
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'what is older than its time could not be let go');
    }
    next(waitMs);
  }

  function next(afterMs: number): void {
    if (isStopped) return;
    timer = clock.after(afterMs, () => {
      running = portion();
    });
  }

  return {
    start: () => next(restMs),
    async stop(): Promise<void> {
      isStopped = true;
      timer?.cancel();
      await running;
    },
  };
}
