import { hash, verify } from '@node-rs/argon2';
import { ServerError } from '../errors.ts';
import { normalPassword } from './password-rule.ts';

/** Makes and checks hashes of passwords: argon2id, off the main thread. */
export interface Passwords {
  /** @throws ServerError TOO_BUSY */
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the one of a hash. Without a hash it takes as long, and says no.
   * @throws ServerError TOO_BUSY
   */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes, one lane. The library's default is argon2id. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** At once: each takes 19 MiB and one of the four threads that file access shares. */
const maxAtOnce = 2;
/** That may wait for their turn, some 25 ms each: the last of them waits about half a second. */
const maxWaiting = 40;

/** Makes the hasher of one process. */
export function createPasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  const nobody = hash('nobody has this password', options);
  // Whoever needs it hears of its failure; that nobody did yet must not end the process.
  nobody.catch(() => {});

  async function inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (running >= maxAtOnce) {
      if (waiting.length >= maxWaiting)
        throw new ServerError('TOO_BUSY', 'too many sign in at once; try again in a moment', {
          retryable: true,
        });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      // Its place goes straight to the next, so that nobody gets in between.
      if (next) next();
      else running--;
    }
  }

  return {
    hash: (password) => inTurn(() => hash(normalPassword(password), options)),
    verify: (known, password) =>
      inTurn(async () => {
        const same = await verify(known ?? (await nobody), normalPassword(password));
        return known !== undefined && same;
      }),
  };
}
