/** The ledger step that remembers who looks after a machine that needs a hand. `at` is on the server's clock. */
export const assignmentSchema = `
  CREATE TABLE assignments (
    machine TEXT PRIMARY KEY, person TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
