import type { AuditEntry } from '../../protocol/http/access.ts';
import type { Db } from '../store/open.ts';

/** One act to be written down: who did what to whom. Never a password, a token or any part of a card in it. */
export interface Act {
  /** A user's name, or the part of the server that acted by itself. */
  readonly actor: string;
  /** A word with a dash at most, e.g. `user-added`. */
  readonly action: string;
  /** Whom or what it was done to: a user's name, a machine's id, … */
  readonly subject: string;
  readonly detail?: AuditEntry['detail'];
}

interface Row {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

/** The audit log. Triggers of the database refuse to change or remove what is in it. */
export function createAuditStore(db: Db) {
  const insert = db.prepare('INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)');
  const before = db.prepare<[number, number], Row>(
    'SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
  );

  return {
    /** Writes one act down, in the transaction of what was done. `nowMs`: ms since 1970, wall clock. */
    add(nowMs: number, { actor, action, subject, detail = {} }: Act): void {
      insert.run(Math.floor(nowMs), actor, action, subject, JSON.stringify(detail));
    },
    /** The newest entries with an id below `beforeId`, newest first. */
    page: (beforeId: number, count: number): AuditEntry[] =>
      before.all(beforeId, count).map(({ at, detail, ...row }) => ({
        ...row,
        at: new Date(at).toISOString(),
        detail: JSON.parse(detail) as AuditEntry['detail'],
      })),
  };
}
export type AuditStore = ReturnType<typeof createAuditStore>;
