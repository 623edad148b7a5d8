import type { Logger } from 'pino';
import type { Clock } from '../protocol/base/clock.ts';
import { messageOf } from '../protocol/base/errors.ts';

/** All steps of a stop together: what still holds it up then is left. */
export const stopMs = 9_000;
/** What each step has at least, however long those before it took: the ledger's comes last. */
export const leastStepMs = 500;

/**
 * The steps in which a server stops, last added first. A step that hangs is told of and left after a while: what was
 * acknowledged is on the disk, so an end without it loses nothing, and one that never comes keeps the next start from
 * the data.
 */
export function createStop({ wall, log }: { readonly wall: Clock; readonly log: Logger }) {
  const steps: { readonly what: string; readonly step: () => unknown }[] = [];

  function within(ms: number, done: Promise<unknown>, what: string): Promise<void> {
    return new Promise((resolve) => {
      const timer = wall.after(ms, () => {
        log.error({ step: what, ms: Math.round(ms) }, 'a step of the stop did not end and is left');
        resolve();
      });
      done
        .catch((error: unknown) => log.error({ step: what, error: messageOf(error) }, 'while stopping'))
        .finally(() => {
          timer.cancel();
          resolve();
        });
    });
  }

  return {
    /** Adds what undoes something that was just begun; `what` is for the log. */
    add(what: string, step: () => unknown): void {
      steps.push({ what, step });
    },
    /** Takes all steps, once. */
    async run(): Promise<void> {
      const endMs = wall.monotonic() + stopMs;
      for (const { what, step } of steps.splice(0).reverse()) {
        const left = Math.max(endMs - wall.monotonic(), leastStepMs);
        await within(
          left,
          Promise.resolve().then(() => step()),
          what,
        );
      }
    },
  };
}
