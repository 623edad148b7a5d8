import { withoutCards } from '../ledger/erased-body.ts';
import type { Db } from '../store/open.ts';
import { packCards, unpackCards } from '../whatif/pack.ts';
import { createRename, erasedKey, type LetGo } from './rename.ts';

/** What was erased of a card, and what stands against it still. */
export interface Erased {
  /** Charges that name it no more; their masks stay in the books. */
  readonly charges: number;
  /** Vends whose sealed box was thrown away. */
  readonly boxes: number;
  /** Kept requests that name it no more. */
  readonly requests: number;
  /** Charges of vends that have not ended: they are needed until then. */
  readonly open: number;
  /** Lists that it is on still: who is let in, or kept out, is decided where the list is made. */
  readonly lists: readonly string[];
}

interface Charge extends LetGo {
  readonly machine: string;
  readonly txn: string;
  readonly isOpen: number;
}

/**
 * Erases a card (GDPR article 17; KVKK article 7): what it got is still counted, and by nothing can it be found or joined any more, each
 * charge having a random name of its own. In one transaction; it reads all kept requests, so it is not for a process that somebody waits for.
 */
export function createErasure(db: Db, random: (length: number) => Uint8Array) {
  const charges = db.prepare<[Uint8Array], Charge>(
    `SELECT u.id, u.card, u.pieces, u.machine, u.txn, t.state IN ('reserved', 'open') AS isOpen
     FROM usage u JOIN transactions t ON t.txn = u.txn AND t.machine = u.machine WHERE u.card = ?`,
  );
  const rename = createRename(db, random);
  const started = db.prepare<[string, string], { id: number; body: string }>(
    `SELECT id, body FROM entries INDEXED BY entries_started WHERE txn = ? AND machine = ? AND type = 'vend.started'`,
  );
  const rewrite = db.prepare('UPDATE entries SET body = ? WHERE id = ?');
  const forgetAsked = db.prepare('UPDATE transactions SET asked = NULL WHERE txn = ? AND machine = ?');
  const asked = db.prepare<[Uint8Array], { id: number; cards: Uint8Array }>(
    'SELECT id, cards FROM requests WHERE instr(cards, ?) > 0',
  );
  const keepCards = db.prepare('UPDATE requests SET cards = ? WHERE id = ?');
  const allowed = db.prepare<[Uint8Array], number>('SELECT id FROM allowances WHERE card = ?').pluck();
  const keepAllowed = db.prepare(
    'UPDATE vouchers SET let_go = let_go - (SELECT COALESCE(SUM(pieces), 0) FROM allowances WHERE card = @card) WHERE card = @card',
  );
  const renameAllowed = db.prepare(`UPDATE allowances SET card = ?, key_id = '${erasedKey}' WHERE id = ?`);
  const disputed = db.prepare<[Uint8Array], number>('SELECT id FROM disputes WHERE card = ?').pluck();
  const renameDisputed = db.prepare(`UPDATE disputes SET card = ?, key_id = '${erasedKey}' WHERE id = ?`);
  const lists = db
    .prepare<[Uint8Array], string>(
      `SELECT l.name FROM list_cards c JOIN lists l ON l.id = c.list WHERE c.card = ? AND l.holds = 1 ORDER BY l.name`,
    )
    .pluck();

  function boxesOf({ txn, machine }: Charge): number {
    let boxes = 0;
    for (const { id, body } of started.all(txn, machine)) {
      const bare = withoutCards(body);
      if (bare === undefined) continue;
      rewrite.run(bare, id);
      boxes++;
    }
    return boxes;
  }

  return db.transaction((card: Uint8Array): Erased => {
    const found = charges.all(card);
    const ended = found.filter(({ isOpen }) => isOpen === 0);
    let boxes = 0;
    for (const charge of ended) {
      rename(charge);
      forgetAsked.run(charge.txn, charge.machine);
      boxes += boxesOf(charge);
    }
    const requests = asked.all(card);
    for (const { id, cards } of requests) {
      const kept = unpackCards(cards).map((one) =>
        one.card !== undefined && Buffer.compare(one.card, card) === 0
          ? { ...one, card: random(card.length) }
          : one,
      );
      keepCards.run(packCards(kept), id);
    }
    // What was given beyond a voucher is taken with it as well, or it would be good for less than before.
    keepAllowed.run({ card });
    for (const id of allowed.all(card)) renameAllowed.run(random(card.length), id);
    for (const id of disputed.all(card)) renameDisputed.run(random(card.length), id);
    return {
      ...{ charges: ended.length, boxes, requests: requests.length },
      ...{ open: found.length - ended.length, lists: lists.all(card) },
    };
  });
}
