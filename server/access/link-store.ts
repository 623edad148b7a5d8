import type { Db } from '../store/open.ts';

/** One-time sign-in links, by the hash of their token. */
export function createLinkStore(db: Db) {
  const dropEnded = db.prepare('DELETE FROM login_links WHERE expires_at <= ?');
  const insert = db.prepare('INSERT INTO login_links (token, user, expires_at) VALUES (?, ?, ?)');
  const take = db.prepare<[string], { user: number; expires_at: number }>(
    'DELETE FROM login_links WHERE token = ? RETURNING user, expires_at',
  );
  const dropOf = db.prepare('DELETE FROM login_links WHERE user = ?');

  return {
    add(token: string, user: number, expiresAtMs: number, nowMs: number): void {
      dropEnded.run(nowMs);
      insert.run(token, user, Math.floor(expiresAtMs));
    },
    /** The user of a link that is still good; the link is gone with that. */
    take(token: string, nowMs: number): number | undefined {
      const link = take.get(token);
      return link !== undefined && nowMs < link.expires_at ? link.user : undefined;
    },
    dropAllOf: (user: number): void => void dropOf.run(user),
  };
}
export type LinkStore = ReturnType<typeof createLinkStore>;
