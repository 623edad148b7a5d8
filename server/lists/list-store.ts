import { ServerError } from '../errors.ts';
import type { Db } from '../store/open.ts';

/** A list as it holds: how many cards are on it, and since when. */
export interface CardList {
  readonly name: string;
  readonly cards: number;
  readonly importedAtMs: number;
}

/** Rows that one transaction of an import or a removal writes: some ms, in which no decision can be made. */
export const portion = 5_000;

/** Lists of cards, that a policy lets in or keeps out. Only pseudonyms are in them. */
export function createListStore(db: Db) {
  const holds = db
    .prepare<[string, Uint8Array], number>(
      'SELECT 1 FROM list_cards WHERE list = (SELECT id FROM lists WHERE name = ? AND holds = 1) AND card = ?',
    )
    .pluck();
  const all = db.prepare<[], CardList>(
    'SELECT name, cards, imported_at AS importedAtMs FROM lists WHERE holds = 1 ORDER BY name',
  );
  const begin = db.prepare('INSERT INTO lists (name, imported_at, key_id) VALUES (?, ?, ?)');
  const put = db.prepare('INSERT INTO list_cards (list, card) VALUES (?, ?)');
  const retire = db.prepare('UPDATE lists SET holds = 0 WHERE name = ? AND holds = 1');
  const enforce = db.prepare('UPDATE lists SET holds = 1, cards = ? WHERE id = ?');
  const isBegun = db.prepare<[number], number>('SELECT 1 FROM lists WHERE id = ?').pluck();
  const unused = db.prepare<[], number>('SELECT id FROM lists WHERE holds = 0 ORDER BY id').pluck();
  const drop = db.prepare(
    `DELETE FROM list_cards WHERE list = ? AND card IN (SELECT card FROM list_cards WHERE list = ? LIMIT ${portion})`,
  );
  const forget = db.prepare('DELETE FROM lists WHERE id = ?');

  /** Another import sweeps away what this one had begun; without a word the list would then be empty. */
  function holdBegun(id: number): void {
    if (isBegun.get(id) === undefined)
      throw new ServerError(
        'LIST_OVERTAKEN',
        'another import began meanwhile, so nothing was changed: import again',
      );
  }

  return {
    /** Those of these lists that the card is on. */
    listsWith: (card: Uint8Array, names: readonly string[]): string[] =>
      names.filter((name) => holds.get(name, card) !== undefined),
    /** Every list that holds. */
    all: (): CardList[] => all.all(),

    /** Begins a list beside the one of this name that holds; returns its id. `keyId`: of the key that its pseudonyms are made with. */
    begin: (name: string, nowMs: number, keyId: string): number =>
      Number(begin.run(name, Math.floor(nowMs), keyId).lastInsertRowid),
    /** Adds cards to a list that was begun, as one transaction. @throws ServerError LIST_OVERTAKEN */
    add: db.transaction((id: number, cards: readonly Uint8Array[]): void => {
      holdBegun(id);
      for (const card of cards) put.run(id, card);
    }),
    /**
     * From now on this list holds under its name, and the one before does not. `also`: what is written with it or not at
     * all. @throws ServerError LIST_OVERTAKEN
     */
    enforce: db.transaction((id: number, name: string, cards: number, also: () => void): void => {
      holdBegun(id);
      retire.run(name);
      enforce.run(cards, id);
      also();
    }),
    /** From now on nobody is on the list. False: there was none. */
    retire: (name: string): boolean => retire.run(name).changes > 0,
    /** Removes what holds no more, also of an import that was cut off or is on its way elsewhere, in portions. */
    sweep(): void {
      for (const id of unused.all()) {
        while (drop.run(id, id).changes > 0);
        forget.run(id);
      }
    },
  };
}
export type ListStore = ReturnType<typeof createListStore>;
