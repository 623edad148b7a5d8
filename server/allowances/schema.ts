/** The ledger step of what a card may have beyond its share, because somebody answers for it (allowance-store.ts). In pieces. */
export const allowanceSchema = `
  CREATE TABLE allowances (
    id INTEGER PRIMARY KEY, card BLOB NOT NULL, key_id TEXT NOT NULL, product TEXT NOT NULL, pieces INTEGER NOT NULL,
    category TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX allowances_of_card ON allowances (card, at);
`;
