import type { Role, User } from '../../protocol/http/access.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Db } from '../store/open.ts';
import { createLinkStore } from './link-store.ts';
import { isAlive, isUseNews } from './session-rule.ts';
import { createSessionStore } from './session-store.ts';
import { createUserStore, type UserRow } from './user-store.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
}

/** Who acts, for the audit log: a user's name, `setup`, or `command line`. */
export type Actor = string;

/** What an admin or the command line changes of a user; `password` is a hash. */
export interface UserEdit {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
}

/**
 * What the database can be asked about people and sessions. Tokens come as hashes, passwords as argon2id; each act
 * and its line in the audit log are one transaction. `nowMs` is wall time, in simulated runs too.
 */
export function createAccessOperations(db: Db, audit: AuditStore) {
  const users = createUserStore(db);
  const sessions = createSessionStore(db);
  const links = createLinkStore(db);

  const signedIn = ({ id, name, role }: UserRow): SignedIn => ({ id, name, role });
  function open(user: UserRow, token: string, how: string, nowMs: number): SignedIn {
    sessions.open(token, user.id, nowMs);
    audit.add(nowMs, { actor: user.name, action: 'signed-in', subject: user.name, detail: { how } });
    return signedIn(user);
  }
  const shown = (row: UserRow): User => {
    const { id, name, role, password, created_at, disabled_at } = row;
    const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    return {
      ...{ id, name, role, hasPassword: password !== null, createdAt: new Date(created_at).toISOString() },
      ...{ disabledAt: instant(disabled_at), seenAt: instant(sessions.seenAt(id)) },
    };
  };

  return {
    hasUsers: (): boolean => users.count() > 0,
    /** One who may sign in, with the hash of his password; undefined for unknown and disabled names alike. */
    userToVerify(name: string): (SignedIn & { password: string | null }) | undefined {
      const user = users.byName(name);
      if (user === undefined || user.disabled_at !== null) return undefined;
      return { ...signedIn(user), password: user.password };
    },

    /** Opens a session for a user whose password was right; undefined where it was changed or he was disabled meanwhile. */
    openSession(id: number, password: string, token: string, nowMs: number): SignedIn | undefined {
      const user = users.byId(id);
      if (user === undefined || user.disabled_at !== null || user.password !== password) return undefined;
      return open(user, token, 'password', nowMs);
    },
    /** Who a session belongs to while it counts; this is a use of it. */
    session(token: string, nowMs: number): SignedIn | undefined {
      const found = sessions.find(token);
      if (found === undefined) return undefined;
      const times = { createdAtMs: found.created_at, usedAtMs: found.used_at };
      if (!isAlive(times, nowMs)) {
        sessions.end(token);
        return undefined;
      }
      if (isUseNews(times, nowMs)) sessions.use(token, nowMs);
      return { id: found.user, name: found.name, role: found.role };
    },
    endSession(token: string, nowMs: number): void {
      const found = sessions.find(token);
      sessions.end(token);
      if (found) audit.add(nowMs, { actor: found.name, action: 'signed-out', subject: found.name });
    },

    /** Takes a one-time link and opens a session by it; undefined where the link is not, or no longer, good. */
    useLink(link: string, token: string, nowMs: number): SignedIn | undefined {
      const id = links.take(link, nowMs);
      const user = id === undefined ? undefined : users.byId(id);
      if (user === undefined || user.disabled_at !== null) return undefined;
      return open(user, token, 'link', nowMs);
    },
    /** Keeps a one-time sign-in link for a user; false for a name that nobody has who may sign in. */
    addLink(name: string, link: string, expiresAtMs: number, actor: Actor, nowMs: number): boolean {
      const user = users.byName(name);
      if (user === undefined || user.disabled_at !== null) return false;
      links.add(link, user.id, expiresAtMs, nowMs);
      audit.add(nowMs, { actor, action: 'link-made', subject: user.name });
      return true;
    },

    /** Makes the first user, an admin, and opens his session; undefined where there is a user already. */
    setUp(name: string, password: string, token: string, nowMs: number): SignedIn | undefined {
      if (users.count() > 0) return undefined;
      const user = users.add({ name, role: 'admin', password }, nowMs) as UserRow;
      const detail = { role: user.role };
      audit.add(nowMs, { actor: 'setup', action: 'user-added', subject: name, detail });
      return open(user, token, 'setup', nowMs);
    },

    users: (): User[] => users.all().map(shown),
    /** Who may go to a machine and do something: the names of admins and operators who may sign in. */
    operatorNames: (): string[] =>
      users
        .all()
        .filter(({ role, disabled_at }) => role !== 'analyst' && disabled_at === null)
        .map(({ name }) => name),
    /** `password` is null for one who signs in by links alone. */
    addUser(
      user: { name: string; role: Role; password: string | null },
      actor: Actor,
      nowMs: number,
    ): User | 'NAME_TAKEN' {
      const added = users.add(user, nowMs);
      if (added === undefined) return 'NAME_TAKEN';
      audit.add(nowMs, { actor, action: 'user-added', subject: added.name, detail: { role: added.role } });
      return shown(added);
    },
    /** Changes a user. One who is disabled or gets another password is signed out everywhere. */
    changeUser(
      who: number | string,
      edit: UserEdit,
      actor: Actor,
      nowMs: number,
    ): User | 'USER_UNKNOWN' | 'LAST_ADMIN' {
      const user = typeof who === 'number' ? users.byId(who) : users.byName(who);
      if (user === undefined) return 'USER_UNKNOWN';
      const { id, name: subject } = user;
      const { role = user.role, disabled = user.disabled_at !== null, password } = edit;
      const losesAdmin = user.role === 'admin' && user.disabled_at === null && (disabled || role !== 'admin');
      if (losesAdmin && !users.hasOtherAdmin(id)) return 'LAST_ADMIN';
      if (role !== user.role) {
        users.setRole(id, role);
        audit.add(nowMs, { actor, action: 'role-changed', subject, detail: { from: user.role, to: role } });
      }
      if (disabled !== (user.disabled_at !== null)) {
        users.setDisabled(id, disabled ? nowMs : null);
        audit.add(nowMs, { actor, action: disabled ? 'user-disabled' : 'user-enabled', subject });
      }
      if (password !== undefined) {
        users.setPassword(id, password);
        audit.add(nowMs, { actor, action: 'password-set', subject });
      }
      if (disabled || password !== undefined) {
        sessions.endAllOf(id);
        links.dropAllOf(id);
      }
      return shown(users.byId(id) as UserRow);
    },
    /** A user's own change: his other sessions end, and this one goes on under a new token. */
    changeOwnPassword(
      id: number,
      from: string,
      to: string,
      token: string,
      nowMs: number,
    ): SignedIn | undefined {
      const user = users.byId(id);
      if (user === undefined || user.disabled_at !== null || user.password !== from) return undefined;
      users.setPassword(id, to);
      sessions.endAllOf(id);
      links.dropAllOf(id);
      sessions.open(token, id, nowMs);
      audit.add(nowMs, { actor: user.name, action: 'password-changed', subject: user.name });
      return signedIn(user);
    },
  };
}
export type AccessOperations = ReturnType<typeof createAccessOperations>;
