import type { Role } from '../../protocol/http/access.ts';
import type { Db } from '../store/open.ts';
import { absoluteEndMs, idleEndMs } from './session-rule.ts';

/** Sessions that one user may have open; the one that was used least lately makes room. */
const maxPerUser = 20;

/** An open session with the user that it belongs to, who is not disabled. Times in ms since 1970. */
export interface SessionRow {
  readonly user: number;
  readonly name: string;
  readonly role: Role;
  readonly created_at: number;
  readonly used_at: number;
}

/** Who is signed in where. A session is found by the hash of its token alone. */
export function createSessionStore(db: Db) {
  const find = db.prepare<[string], SessionRow>(
    `SELECT user, name, role, sessions.created_at, used_at FROM sessions JOIN users ON users.id = user
     WHERE token = ? AND disabled_at IS NULL`,
  );
  const insert = db.prepare('INSERT INTO sessions (token, user, created_at, used_at) VALUES (?, ?, ?, ?)');
  const use = db.prepare('UPDATE sessions SET used_at = ? WHERE token = ?');
  const end = db.prepare('DELETE FROM sessions WHERE token = ?');
  const endAll = db.prepare('DELETE FROM sessions WHERE user = ?');
  const dropOver = db.prepare(
    `DELETE FROM sessions WHERE token IN (
       SELECT token FROM sessions WHERE user = ? ORDER BY used_at DESC, token LIMIT -1 OFFSET ?)`,
  );
  const dropEnded = db.prepare('DELETE FROM sessions WHERE used_at <= ? OR created_at <= ?');
  const seen = db.prepare<[number], { at: number | null }>(
    'SELECT MAX(used_at) AS at FROM sessions WHERE user = ?',
  );

  return {
    find: (token: string): SessionRow | undefined => find.get(token),
    /** Opens one, and forgets those that have ended by themselves. */
    open(token: string, user: number, nowMs: number): void {
      dropEnded.run(nowMs - idleEndMs, nowMs - absoluteEndMs);
      dropOver.run(user, maxPerUser - 1);
      insert.run(token, user, Math.floor(nowMs), Math.floor(nowMs));
    },
    use: (token: string, nowMs: number): void => void use.run(Math.floor(nowMs), token),
    end: (token: string): void => void end.run(token),
    endAllOf: (user: number): number => endAll.run(user).changes,
    seenAt: (user: number): number | null => seen.get(user)?.at ?? null,
  };
}
export type SessionStore = ReturnType<typeof createSessionStore>;
