/**
 * The ledger step of lists of cards, by their pseudonyms. A list is brought in beside the one that holds, which it takes the
 * place of in one step.
 */
export const listSchema = `
  CREATE TABLE lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, holds INTEGER NOT NULL DEFAULT 0,
    cards INTEGER NOT NULL DEFAULT 0, imported_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX lists_that_hold ON lists (name) WHERE holds = 1;
  CREATE TABLE list_cards (list INTEGER NOT NULL, card BLOB NOT NULL, PRIMARY KEY (list, card)) STRICT, WITHOUT ROWID;
`;

/** The ledger step that tells with which key a list was brought in: it is read as long as that one is kept. */
export const listKeySchema = `
  ALTER TABLE lists ADD COLUMN key_id TEXT;
  UPDATE lists SET key_id = (SELECT substr(value, 1, instr(value, ' ') - 1) FROM settings WHERE name = 'keys');
`;
