import type { Statement } from 'better-sqlite3';
import type { AuditChoices, AuditEntry, AuditFilter } from '../../protocol/http/access.ts';
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

const filterNames = ['actor', 'action', 'subject'] as const;
/** What is offered of each column at most: a log of years names more than anybody scrolls through. A name beyond it is found by its address. */
const maxOffered = 500;

/** The audit log. Triggers of the database refuse to change or remove what is in it. */
export function createAuditStore(db: Db) {
  const insert = db.prepare('INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)');
  /** Each set of filters has a statement of its own, so that each can go by an index. */
  const pages = new Map<string, Statement<unknown[], Row>>();
  // From one name to the next by the index: the log is long, its names are few.
  const names = (column: (typeof filterNames)[number]) =>
    db
      .prepare<[number], string>(
        `WITH RECURSIVE named (name) AS (
           SELECT MIN(${column}) FROM audit
           UNION ALL SELECT (SELECT MIN(${column}) FROM audit WHERE ${column} > name) FROM named WHERE name IS NOT NULL
         ) SELECT name FROM named WHERE name IS NOT NULL LIMIT ?`,
      )
      .pluck();
  const actors = names('actor');
  const actions = names('action');
  const subjects = names('subject');

  function pageOf(filter: AuditFilter): Statement<unknown[], Row> {
    const asked = filterNames.filter((name) => filter[name] !== undefined);
    const key = asked.join(' ');
    const known = pages.get(key);
    if (known !== undefined) return known;
    const wheres = asked.map((name) => ` AND ${name} = ?`).join('');
    const made = db.prepare<unknown[], Row>(
      `SELECT * FROM audit WHERE id < ?${wheres} ORDER BY id DESC LIMIT ?`,
    );
    pages.set(key, made);
    return made;
  }

  return {
    /** Writes one act down, in the transaction of what was done. `nowMs`: ms since 1970, wall clock. */
    add(nowMs: number, { actor, action, subject, detail = {} }: Act): void {
      insert.run(Math.floor(nowMs), actor, action, subject, JSON.stringify(detail));
    },
    /** The newest entries of the filter with an id below `beforeId`, newest first. */
    page(beforeId: number, count: number, filter: AuditFilter = {}): AuditEntry[] {
      const asked = filterNames.map((name) => filter[name]).filter((value) => value !== undefined);
      return pageOf(filter)
        .all(beforeId, ...asked, count)
        .map(({ at, detail, ...row }) => ({
          ...row,
          at: new Date(at).toISOString(),
          detail: JSON.parse(detail) as AuditEntry['detail'],
        }));
    },
    /** Whom and what the log names, in the order of the alphabet. */
    choices: (): AuditChoices => ({
      actors: actors.all(maxOffered),
      actions: actions.all(maxOffered),
      subjects: subjects.all(maxOffered).filter((subject) => subject !== ''),
    }),
  };
}
export type AuditStore = ReturnType<typeof createAuditStore>;
