import { withoutCards } from '../ledger/erased-body.ts';
import type { Db } from '../store/open.ts';
import { packCards, unpackCards } from '../whatif/pack.ts';
import { createRename, createRenameAllowance, erasedKey, type LetGo } from './rename.ts';

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
  /** Charges, and what staff gave or took back, that a rule still counts: without them the card could have its share again. */
  readonly counted: number;
  /** The last instant of those; null: there are none. */
  readonly countedUntilMs: number | null;
  /** Lists that it is on still: who is let in, or kept out, is decided where the list is made. */
  readonly lists: readonly string[];
}

interface Dated {
  readonly id: number;
  readonly at: number;
}

interface Charge extends LetGo, Dated {
  readonly machine: string;
  readonly txn: string;
  readonly isOpen: number;
}

/**
 * Erases a card (GDPR article 17; KVKK article 7): what it got is still counted, and by nothing can it be found or joined any more, each
 * charge having a random name of its own. It reads all kept requests, so it is not for a process that somebody waits for; that is done
 * first, and the transaction in which the ledger has to wait is short.
 */
export function createErasure(db: Db, random: (length: number) => Uint8Array) {
  const charges = db.prepare<[Uint8Array], Charge>(
    `SELECT u.id, u.card, u.pieces, u.machine, u.txn, u.at, t.state IN ('reserved', 'open') AS isOpen
     FROM usage u JOIN transactions t ON t.txn = u.txn AND t.machine = u.machine WHERE u.card = ?`,
  );
  const rename = createRename(db, random);
  const started = db.prepare<[string, string], { id: number; body: string }>(
    `SELECT id, body FROM entries INDEXED BY entries_started WHERE txn = ? AND machine = ? AND type = 'vend.started'`,
  );
  const rewrite = db.prepare('UPDATE entries SET body = ? WHERE id = ?');
  const forgetAsked = db.prepare('UPDATE transactions SET asked = NULL WHERE txn = ? AND machine = ?');
  const lastAsked = db.prepare<[], number>('SELECT COALESCE(MAX(id), 0) FROM requests').pluck();
  const asked = db
    .prepare<[number, number, Uint8Array], number>(
      'SELECT id FROM requests WHERE id > ? AND id <= ? AND instr(cards, ?) > 0',
    )
    .pluck();
  const cardsOf = db.prepare<[number], Uint8Array>('SELECT cards FROM requests WHERE id = ?').pluck();
  // By the name of its key it is told apart: whether two that were erased are two cards is not known (card-store.ts).
  const keepCards = db.prepare(`UPDATE requests SET cards = ?, key_id = '${erasedKey}' WHERE id = ?`);
  const allowed = db.prepare<[Uint8Array], LetGo & Dated>(
    'SELECT id, card, pieces, at FROM allowances WHERE card = ?',
  );
  const renameAllowed = createRenameAllowance(db, random);
  const disputed = db.prepare<[Uint8Array], Dated>('SELECT id, at FROM disputes WHERE card = ?');
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

  /** Lets go of one name of the card. `seen`: requests that hold it, up to `upTo`. */
  function eraseName(card: Uint8Array, seen: readonly number[], upTo: number, countedFromMs: number): Erased {
    const found = charges.all(card);
    const ended = found.filter(({ isOpen, at }) => isOpen === 0 && at < countedFromMs);
    const open = found.filter(({ isOpen }) => isOpen === 1).length;
    let boxes = 0;
    for (const charge of ended) {
      rename(charge);
      forgetAsked.run(charge.txn, charge.machine);
      boxes += boxesOf(charge);
    }
    const requests = [...seen, ...asked.all(upTo, Number.MAX_SAFE_INTEGER, card)];
    for (const id of requests) {
      const cards = cardsOf.get(id);
      if (cards === undefined) continue;
      const kept = unpackCards(cards).map((one) =>
        one.card !== undefined && Buffer.compare(one.card, card) === 0
          ? { ...one, card: random(card.length) }
          : one,
      );
      keepCards.run(packCards(kept), id);
    }
    const allowances = allowed.all(card);
    const contested = disputed.all(card);
    for (const one of allowances) if (one.at < countedFromMs) renameAllowed(one);
    for (const { id, at } of contested) if (at < countedFromMs) renameDisputed.run(random(card.length), id);
    const counted = [...found.filter(({ isOpen }) => isOpen === 0), ...allowances, ...contested].filter(
      ({ at }) => at >= countedFromMs,
    );
    return {
      ...{ charges: ended.length, boxes, requests: requests.length, open, counted: counted.length },
      countedUntilMs: counted.length === 0 ? null : Math.max(...counted.map(({ at }) => at)),
      lists: lists.all(card),
    };
  }

  /**
   * `names`: the card's, under each key. `countedFromMs`: charges from then on are still counted and keep its name; what
   * follows from it is written down by `also`, with it or not at all.
   */
  return (names: readonly Uint8Array[], countedFromMs: number, also: (erased: Erased) => void): Erased => {
    const upTo = lastAsked.get() ?? 0;
    const seen = names.map((card) => asked.all(0, upTo, card));
    const erase = db.transaction((): Erased => {
      const parts = names.map((card, at) => eraseName(card, seen[at] ?? [], upTo, countedFromMs));
      const sum = (of: (part: Erased) => number) => parts.reduce((total, part) => total + of(part), 0);
      const erased = {
        charges: sum((part) => part.charges),
        boxes: sum((part) => part.boxes),
        requests: sum((part) => part.requests),
        open: sum((part) => part.open),
        counted: sum((part) => part.counted),
        countedUntilMs: latest(parts),
        lists: [...new Set(parts.flatMap((part) => part.lists))].sort(),
      };
      also(erased);
      return erased;
    });
    return erase.immediate();
  };
}

function latest(parts: readonly Erased[]): number | null {
  const known = parts.flatMap(({ countedUntilMs }) => countedUntilMs ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
