import { ServerError } from '../errors.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Store } from '../store/client.ts';
import type { SignedIn } from './operations.ts';
import { tokenHash } from './token.ts';

/** Who the tokens of requests belong to. */
export interface Sessions {
  /** @throws ServerError TOO_BUSY, LEDGER_UNAVAILABLE */
  who(token: string | undefined): Promise<SignedIn | undefined>;
}

/** Different tokens that are looked up at once: made-up ones must not fill the ledger's queue before the machines. */
const maxAtOnce = 200;

/** Looks sessions up, each anew for each request, so that one that was ended has ended; many of one token share it. */
export function createSessions(store: Store, now: () => number): Sessions {
  const looking = new Map<string, { ask: () => Promise<SignedIn | undefined>; askers: number }>();

  return {
    async who(token) {
      if (token === undefined) return undefined;
      const hash = tokenHash(token);
      let look = looking.get(hash);
      if (look === undefined) {
        if (looking.size >= maxAtOnce)
          throw new ServerError('TOO_BUSY', 'too many ask at once; try again in a moment', {
            retryable: true,
          });
        look = { ask: oneAtATime(() => store.call('session', hash, now())), askers: 0 };
        looking.set(hash, look);
      }
      look.askers++;
      try {
        return await look.ask();
      } finally {
        if (--look.askers === 0) looking.delete(hash);
      }
    },
  };
}
