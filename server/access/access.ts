import type { Clock } from '../../protocol/base/clock.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/client.ts';
import { createAttempts } from './attempts.ts';
import { createSessionCookie, type SessionCookie } from './cookie.ts';
import { createPasswords, type Passwords } from './password.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSetUp, type SetUpService } from './set-up.ts';
import { createSignIn, type SignInService } from './sign-in.ts';

/** Everything of people and their sessions that the routes need. */
export interface AccessParts {
  readonly cookie: SessionCookie;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly signIn: SignInService;
  readonly setUp: SetUpService;
  readonly store: Store;
  /** Wall time in ms since 1970. */
  readonly now: () => number;
  /** What the pages tell everybody of this server. */
  readonly insecure: boolean;
  readonly simulated: boolean;
}

/** Builds the access side of a server. `wall` is never simulated: a session of twelve hours is twelve hours of people. */
export async function createAccess(deps: {
  store: Store;
  metrics: Metrics;
  wall: Clock;
  randomBytes: (count: number) => Buffer;
  tls: boolean;
  insecure: boolean;
  simulated: boolean;
}): Promise<AccessParts> {
  const { store, metrics, wall, randomBytes, insecure, simulated } = deps;
  const now = () => wall.now();
  const passwords = createPasswords();
  return {
    ...{ store, passwords, now, insecure, simulated },
    cookie: createSessionCookie(deps.tls),
    sessions: createSessions(store, now),
    setUp: await createSetUp({ store, now, randomBytes }),
    signIn: createSignIn({
      ...{ store, passwords, metrics, now, randomBytes },
      attempts: createAttempts(() => wall.monotonic()),
    }),
  };
}
