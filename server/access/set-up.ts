import { timingSafeEqual } from 'node:crypto';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Store } from '../store/client.ts';
import type { NewSession } from './sign-in.ts';
import { newToken, tokenHash } from './token.ts';

/** The way to the first user: a link that is told once a start, to who can read the server's output. */
export interface SetUpService {
  /** The link's token while there is no user; a new one at each start. */
  readonly token: string | undefined;
  /** Whether there is no user yet. */
  needed(): Promise<boolean>;
  isToken(token: string): boolean;
  /** Makes the first user; undefined where somebody was faster. `password` is a hash. */
  setUp(name: string, password: string): Promise<NewSession | undefined>;
}

/** Looks whether there are users, and makes the token where there are none. Users are never removed. */
export async function createSetUp(deps: {
  store: Store;
  now: () => number;
  randomBytes: (count: number) => Buffer;
}): Promise<SetUpService> {
  const { store, now, randomBytes } = deps;
  const look = oneAtATime(() => store.call('hasUsers'));
  let done = await look();
  const setUpToken = done ? undefined : newToken(randomBytes);
  const expected = setUpToken === undefined ? undefined : Buffer.from(tokenHash(setUpToken));

  return {
    token: setUpToken,
    async needed() {
      // The command line may have made one meanwhile.
      done ||= await look();
      return !done;
    },
    isToken: (token) => expected !== undefined && timingSafeEqual(expected, Buffer.from(tokenHash(token))),
    async setUp(name, password) {
      const token = newToken(randomBytes);
      const user = await store.call('setUp', name, password, tokenHash(token), now());
      return user && { user, token };
    },
  };
}
