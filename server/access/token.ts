import { createHash } from 'node:crypto';

/** Random bytes of a token: more than anybody can guess, so it needs no slow hash. */
const tokenBytes = 32;

/** A new secret token as base64url, from a source of random bytes. */
export function newToken(randomBytes: (count: number) => Buffer): string {
  return randomBytes(tokenBytes).toString('base64url');
}

/** What is kept of a token. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
