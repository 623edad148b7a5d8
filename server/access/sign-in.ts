import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/client.ts';
import { atMost } from './at-most.ts';
import type { Attempt, Attempts } from './attempts.ts';
import { createNoteLimit } from './note-limit.ts';
import type { SignedIn } from './operations.ts';
import type { Passwords } from './password.ts';
import { newToken, tokenHash } from './token.ts';

/** Somebody with a new session, whose token only his browser has from now on. */
export interface NewSession {
  readonly user: SignedIn;
  readonly token: string;
}

/** Why nobody was signed in: wrong name or password (which of them is not told), or too many tries before this one. */
export type SignInRefusal =
  | { readonly refused: 'wrong' }
  | { readonly refused: 'wait'; readonly waitMs: number };

export interface SignInDeps {
  readonly store: Store;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly metrics: Metrics;
  /** Wall time in ms since 1970. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Buffer;
}

/** Links that are looked at at once. */
const maxLinksAtOnce = 20;

/** The ways to a session, all of them slowed down for who guesses. */
export function createSignIn({ store, passwords, attempts, metrics, now, randomBytes }: SignInDeps) {
  const noteLimit = createNoteLimit(now);
  const linksAtMost = atMost(maxLinksAtOnce);

  /**
   * Checks a password as often as it may be tried, and does `then` when it is right. An unknown name, a disabled user
   * and a wrong password take the same way, one hash each.
   */
  async function checked(
    name: string,
    password: string,
    from: string,
    then: (user: SignedIn & { password: string }) => Promise<NewSession | undefined>,
  ): Promise<NewSession | SignInRefusal> {
    const attempt = attempts.begin(name, from);
    if ('waitMs' in attempt) {
      metrics.signIns.inc({ outcome: 'waits' });
      return { refused: 'wait', waitMs: attempt.waitMs };
    }
    const user = await orWithdraw(attempt, store.call('userToVerify', name));
    const right = await orWithdraw(attempt, passwords.verify(user?.password ?? undefined, password));
    const done =
      right && user?.password != null
        ? await orWithdraw(attempt, then({ ...user, password: user.password }))
        : undefined;
    metrics.signIns.inc({ outcome: done === undefined ? 'wrong' : 'right' });
    if (done === undefined) {
      await note(user, from);
      return { refused: 'wrong' };
    }
    attempt.right();
    return done;
  }

  /** A name that nobody has is not written down: people type their password there. */
  async function note(user: SignedIn | undefined, address: string): Promise<void> {
    const noted = noteLimit();
    if (noted === undefined) return;
    const detail = { address, known: user !== undefined, unwritten: noted.unwritten };
    const subject = user?.name ?? '';
    await store.call('auditAdd', { actor: 'sign-in', action: 'sign-in-failed', subject, detail }, now());
  }

  return {
    byPassword(name: string, password: string, from: string): Promise<NewSession | SignInRefusal> {
      return checked(name, password, from, async (known) => {
        const token = newToken(randomBytes);
        const user = await store.call('openSession', known.id, known.password, tokenHash(token), now());
        return user && { user, token };
      });
    },
    /** By a one-time link; undefined where it is not, or no longer, good. Its token is too long to be guessed. */
    async byLink(link: string): Promise<NewSession | undefined> {
      const token = newToken(randomBytes);
      const user = await linksAtMost(() => store.call('useLink', tokenHash(link), tokenHash(token), now()));
      metrics.signIns.inc({ outcome: user === undefined ? 'wrong' : 'right' });
      return user && { user, token };
    },
    /** Changes the password of who knows it: his sessions end, and a new one begins. `next` was found acceptable. */
    async changePassword(
      who: SignedIn,
      current: string,
      next: string,
      from: string,
    ): Promise<NewSession | SignInRefusal> {
      return checked(who.name, current, from, async (known) => {
        const [token, hash] = [newToken(randomBytes), await passwords.hash(next)];
        const user = await store.call(
          'changeOwnPassword',
          known.id,
          known.password,
          hash,
          tokenHash(token),
          now(),
        );
        return user && { user, token };
      });
    },
  };
}
export type SignInService = ReturnType<typeof createSignIn>;

/** A try that failed for another reason than its password is none. */
async function orWithdraw<T>(attempt: Attempt, doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    attempt.withdrawn();
    throw error;
  }
}
