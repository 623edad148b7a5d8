import { withoutCards } from '../ledger/erased-body.ts';
import type { Policy } from '../policy/document.ts';
import { reachOf } from '../policy/room.ts';
import { type Db, readSetting, writeSetting } from '../store/open.ts';
import { createGoneCounter, type GoingCharge } from './gone-store.ts';
import {
  createRename,
  createRenameAllowance,
  erasedKey,
  erasedKeys,
  erasedList,
  type LetGo,
} from './rename.ts';

/** For how many days each kind of what tells of people is kept; 0: for ever. */
export interface Retention {
  /** What was asked, for what-ifs. */
  readonly requests: number;
  /** Sealed boxes of vends, by which a late settlement finds its card; at least as long as machines keep their journals. */
  readonly boxes: number;
  /** Which card was charged, given more or told of in a dispute, from the moment on when no rule can ask any more. */
  readonly charges: number;
}

/** What one portion did; all nothing: there is no more to do. */
export type Purged = Readonly<Record<keyof Retention, number>>;

/** Rows of one transaction: some ms, in which no decision can be made. */
const portion = 2_000;
/** Charges of one: each is looked at three times as long, as its card is counted before. */
const chargePortion = 500;
const dayMs = 86_400_000;
/** HMAC-SHA256 (ledger.md, card). */
const pseudonymBytes = 32;

/** Lets go of what is older than its time, in portions, from the oldest on. What was given stays counted, and of how many cards. */
export function createPurge(db: Db, random: (length: number) => Uint8Array) {
  const oldRequests = db.prepare(
    `DELETE FROM requests WHERE id IN (SELECT id FROM requests ORDER BY id LIMIT ${portion}) AND at < ?`,
  );
  const entriesAfter = db.prepare<[number], { id: number; at: number; type: string; body: string }>(
    `SELECT id, at, type, body FROM entries WHERE id > ? ORDER BY id LIMIT ${portion}`,
  );
  const rewrite = db.prepare('UPDATE entries SET body = ? WHERE id = ?');
  const chargesAfter = db.prepare<[number], GoingCharge & LetGo & { at: number; isOpen: number }>(
    `SELECT u.id, u.at, u.card, u.pieces, u.key_id AS keyId, u.machine, u.txn,
       u.key_id NOT IN (${erasedList}) AND t.state IN ('reserved', 'open') AS isOpen
     FROM usage u JOIN transactions t ON t.txn = u.txn AND t.machine = u.machine
     WHERE u.id > ? ORDER BY u.id LIMIT ${chargePortion}`,
  );
  const rename = createRename(db, random);

  // Of these there are few: no index is needed, and no place to go on from.
  const old = (columns: string, table: string) =>
    `SELECT ${columns} FROM ${table} WHERE at < ? AND key_id <> '${erasedKey}' LIMIT ${portion}`;
  const oldAllowances = db.prepare<[number], LetGo>(old('id, card, pieces', 'allowances'));
  const renameAllowance = createRenameAllowance(db, random);
  const oldDisputes = db.prepare<[number], number>(old('id', 'disputes')).pluck();
  const renameDispute = db.prepare(`UPDATE disputes SET card = ?, key_id = '${erasedKey}' WHERE id = ?`);
  const countGone = createGoneCounter(db);

  /** Goes on from where it stood last; stops at the first that is young, or that something waits for. */
  function follow<T extends { id: number }>(
    name: string,
    rows: readonly T[],
    isDue: (row: T) => boolean,
  ): T[] {
    const end = rows.findIndex((row) => !isDue(row));
    const due = end < 0 ? [...rows] : rows.slice(0, end);
    const last = due.at(-1);
    if (last !== undefined) writeSetting(db, name, String(last.id));
    return due;
  }
  const reached = (name: string) => Number(readSetting(db, name) ?? 0);

  function purgeBoxes(beforeMs: number): number {
    const rows = entriesAfter.all(reached('boxes-purged'));
    const due = follow('boxes-purged', rows, ({ at }) => at < beforeMs);
    for (const { id, type, body } of due) {
      const bare = type === 'vend.started' ? withoutCards(body) : undefined;
      if (bare !== undefined) rewrite.run(bare, id);
    }
    return due.length;
  }

  function purgeCharges(beforeMs: number): number {
    const rows = chargesAfter.all(reached('charges-purged'));
    const due = follow('charges-purged', rows, ({ at, isOpen }) => at < beforeMs && isOpen === 0);
    for (const charge of due) {
      // What was erased is a name of its own already, and no card to count.
      if (!erasedKeys.some((key) => key === charge.keyId)) countGone(charge);
      rename(charge);
    }
    const allowances = oldAllowances.all(beforeMs);
    for (const allowance of allowances) renameAllowance(allowance);
    const disputes = oldDisputes.all(beforeMs);
    for (const id of disputes) renameDispute.run(random(pseudonymBytes), id);
    return due.length + allowances.length + disputes.length;
  }

  /** One portion. `policies`: in force now and planned, none of whose windows may lose anything. */
  return (retention: Retention, policies: readonly Policy[], nowMs: number): Purged => {
    const before = (days: number) => nowMs - days * dayMs;
    const reach = Math.min(nowMs, ...policies.map((policy) => reachOf(policy, nowMs)));
    return {
      requests: retention.requests === 0 ? 0 : oldRequests.run(before(retention.requests)).changes,
      boxes: retention.boxes === 0 ? 0 : purgeBoxes(before(retention.boxes)),
      charges: retention.charges === 0 ? 0 : purgeCharges(reach - retention.charges * dayMs),
    };
  };
}
