import { ServerError } from '../errors.ts';

/**
 * Lets a few readings run at once and the next ones wait for their turn, in the order in which they came.
 * @throws ServerError TOO_MANY_QUESTIONS (try later) where too many wait already.
 */
export function createTurns({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async <T>(read: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting)
        throw new ServerError('TOO_MANY_QUESTIONS', 'too many questions wait already', { retryable: true });
      // Whoever ends hands his place on, so nobody who comes meanwhile takes it.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await read();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
