import { randomBytes } from 'node:crypto';
import { wallClock } from '../../protocol/base/clock.ts';
import type { Role } from '../../protocol/http/access.ts';
import { type AccessParts, createAccess } from '../../server/access/access.ts';
import { createAccessOperations } from '../../server/access/operations.ts';
import { newToken, tokenHash } from '../../server/access/token.ts';
import { createAuditStore } from '../../server/audit/audit-store.ts';
import { createMetrics } from '../../server/metrics.ts';
import type { Store } from '../../server/store/client.ts';
import { openDatabase } from '../../server/store/open.ts';

/**
 * Opens a session on a server's data folder from outside, as the command line does; gives the Cookie header that
 * carries it over plain HTTP. Each role has one user, named after it.
 */
export function sessionCookie(dataDir: string, role: Role = 'admin'): string {
  const db = openDatabase(dataDir, undefined);
  try {
    const operations = createAccessOperations(db, createAuditStore(db));
    const [link, token] = [newToken(randomBytes), newToken(randomBytes)];
    const nowMs = Date.now();
    const name = `the-${role}`;
    db.transaction(() => {
      operations.addUser({ name, role, password: null }, 'test', nowMs);
      operations.addLink(name, tokenHash(link), nowMs + 60_000, 'test', nowMs);
      operations.useLink(tokenHash(link), tokenHash(token), nowMs);
    }).immediate();
    return `maskfleet=${token}`;
  } finally {
    db.close();
  }
}

/** A fetch that carries a session. */
export function fetchAs(cookie: string) {
  return (url: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), cookie } });
}

/** The access side of a server without a database: whoever shows any session's cookie is an admin. */
export function everybodyIsSignedIn(): Promise<AccessParts> {
  const someone = { id: 1, name: 'someone', role: 'admin' };
  const store = { call: async (name: string) => (name === 'session' ? someone : true) } as unknown as Store;
  const wall = wallClock();
  const off = { tls: false, insecure: false, simulated: false };
  return createAccess({ ...off, store, wall, randomBytes, metrics: createMetrics() });
}

/** The Cookie header of a session that nobody opened. */
export const someCookie = `maskfleet=${'x'.repeat(43)}`;
