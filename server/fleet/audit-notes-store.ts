import type { Db } from '../store/open.ts';

/** One act that somebody answers for. Never any part of a card in it. */
export interface Act {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where acts are written down. */
export interface Audit {
  /** In the transaction of what was done. `nowMs`: people's time. */
  add(nowMs: number, act: Act): void;
}

/** Writes acts into the audit log. */
export function createAuditNotes(db: Db): Audit {
  const insert = db.prepare('INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)');
  return {
    add(nowMs, { actor, action, subject, detail = {} }) {
      insert.run(Math.floor(nowMs), actor, action, subject, JSON.stringify(detail));
    },
  };
}
