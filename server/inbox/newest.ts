import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';

/** Between two tries to write what could not be written. */
const retryMs = 1_000;

/**
 * Writes reports of which the newest alone counts: presence and state (mqtt.md). A machine says each once and hears no
 * answer, so what the ledger could not take at that moment is said to it again: the pages would be wrong for as long
 * as nothing else changes. `wall` is the time of these tries.
 */
export function createNewest({ wall, log }: { readonly wall: Clock; readonly log: Logger }) {
  /** What writes the newest of each name that is not on the disk. */
  const unwritten = new Map<string, () => Promise<void>>();
  let retry: Timer | undefined;
  let stopped = false;

  async function attempt(name: string): Promise<void> {
    const write = unwritten.get(name);
    if (write === undefined) return;
    let isOver = true;
    try {
      await write();
    } catch (error) {
      log.error({ report: name, error: messageOf(error) }, 'a report could not be written');
      isOver = !(error instanceof ServerError && error.retryable);
      if (!isOver && !stopped) retry ??= wall.after(retryMs, again);
    }
    if (isOver && unwritten.get(name) === write) unwritten.delete(name);
  }

  function again(): void {
    retry = undefined;
    for (const name of unwritten.keys()) void attempt(name);
  }

  return {
    /** `write` replaces what was to be written under the name; resolves when it has, or is left for the next try. */
    put(name: string, write: () => Promise<void>): Promise<void> {
      unwritten.set(name, write);
      return attempt(name);
    },
    /** No more tries. */
    stop(): void {
      stopped = true;
      retry?.cancel();
    },
  };
}
export type Newest = ReturnType<typeof createNewest>;
