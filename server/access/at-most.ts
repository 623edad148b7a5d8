import { ServerError } from '../errors.ts';

/**
 * Lets so many run at once and refuses the rest at once: what everybody may ask must not fill the ledger's queue
 * before the machines. @throws ServerError TOO_BUSY
 */
export function atMost(max: number) {
  let running = 0;
  return async <T>(run: () => Promise<T>): Promise<T> => {
    if (running >= max)
      throw new ServerError('TOO_BUSY', 'too many ask at once; try again in a moment', { retryable: true });
    running++;
    try {
      return await run();
    } finally {
      running--;
    }
  };
}
