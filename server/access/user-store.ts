import type { Role } from '../../protocol/http/access.ts';
import type { Db } from '../store/open.ts';
import { foldName } from './names.ts';

/** A user as the store keeps him. Times in ms since 1970. */
export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  /** The argon2id hash; null for one who signs in by links alone. */
  readonly password: string | null;
  readonly created_at: number;
  readonly disabled_at: number | null;
}

/** The users. None is ever removed: the audit log names them. */
export function createUserStore(db: Db) {
  const count = db.prepare<[], { n: number }>('SELECT COUNT(*) AS n FROM users');
  const admins = db.prepare<[number], { n: number }>(
    "SELECT COUNT(*) AS n FROM users WHERE role = 'admin' AND disabled_at IS NULL AND id <> ?",
  );
  const byId = db.prepare<[number], UserRow>('SELECT * FROM users WHERE id = ?');
  const byName = db.prepare<[string], UserRow>('SELECT * FROM users WHERE folded = ?');
  const all = db.prepare<[], UserRow>('SELECT * FROM users ORDER BY folded');
  const insert = db.prepare<[string, string, Role, string | null, number], UserRow>(
    `INSERT INTO users (name, folded, role, password, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING RETURNING *`,
  );
  const setRole = db.prepare('UPDATE users SET role = ? WHERE id = ?');
  const setPassword = db.prepare('UPDATE users SET password = ? WHERE id = ?');
  const setDisabled = db.prepare('UPDATE users SET disabled_at = ? WHERE id = ?');

  return {
    count: (): number => count.get()?.n ?? 0,
    byId: (id: number): UserRow | undefined => byId.get(id),
    /** By the name in any case of its letters. */
    byName: (name: string): UserRow | undefined => byName.get(foldName(name)),
    all: (): UserRow[] => all.all(),
    /** Undefined where the name is taken. */
    add: (user: { name: string; role: Role; password: string | null }, nowMs: number): UserRow | undefined =>
      insert.get(user.name, foldName(user.name), user.role, user.password, Math.floor(nowMs)),
    setRole: (id: number, role: Role): void => void setRole.run(role, id),
    setPassword: (id: number, password: string): void => void setPassword.run(password, id),
    setDisabled: (id: number, atMs: number | null): void =>
      void setDisabled.run(atMs === null ? null : Math.floor(atMs), id),
    /** Whether somebody else is an admin who may sign in. */
    hasOtherAdmin: (id: number): boolean => (admins.get(id)?.n ?? 0) > 0,
  };
}
export type UserStore = ReturnType<typeof createUserStore>;
