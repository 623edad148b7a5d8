/**
 * The ledger step that keeps what was asked, in the order in which it was decided, so that another policy can be tried on it
 * (request-log.ts). `given` in items; `cards`: packed, see pack.ts. What came before this step is not known.
 */
export const requestSchema = `
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, machine TEXT NOT NULL, product TEXT NOT NULL, qty INTEGER NOT NULL,
    given INTEGER NOT NULL, reason TEXT, offline INTEGER NOT NULL, key_id TEXT NOT NULL, cards BLOB NOT NULL
  ) STRICT;
`;
