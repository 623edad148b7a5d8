import type { Clock } from '../../protocol/base/clock.ts';

/** How long a tap is worth keeping: as long as the dispenser itself keeps an event of it (serial.md, Events). */
const patienceMs = 2_000;

/**
 * Keeps a tap or a button for the moment in which the machine is still starting: a BOOT or a new planogram makes it
 * start again for some milliseconds, and whoever taps just then must not be sent away.
 */
export function createPatience(deps: { readonly clock: Clock; readonly starting: () => boolean }) {
  const waiting = new Set<() => void>();

  return {
    /** Resolves when the machine has started, or when it took too long. */
    started(): Promise<void> {
      if (!deps.starting()) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          timer.cancel();
          resolve();
        };
        const timer = deps.clock.after(patienceMs, done);
        waiting.add(done);
      });
    },

    /** To be called whenever what the machine is waiting for may have come. */
    changed(): void {
      if (waiting.size === 0 || deps.starting()) return;
      for (const done of [...waiting]) done();
    },
  };
}
export type Patience = ReturnType<typeof createPatience>;
