/** The ledger step of restock visits: what was counted, and how far the machine's own stock has followed. */
export const restockSchema = `
  -- content: what was saved, to tell the same visit from another under its id. counted_at: by the phone's clock.
  CREATE TABLE visits (
    id TEXT PRIMARY KEY, machine TEXT NOT NULL, actor TEXT NOT NULL, counted_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL, note TEXT NOT NULL, content TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX visits_of_machine ON visits (machine, saved_at);
  CREATE INDEX visits_newest ON visits (saved_at);

  -- stock: what the set-stock under way says. mark: the last vend (vends.id) that it knows of. adjusted: the last
  -- vend that expected knows of. rounds: corrections so far.
  CREATE TABLE visit_slots (
    visit TEXT NOT NULL, slot INTEGER NOT NULL, machine TEXT NOT NULL, product TEXT NOT NULL, product_before TEXT,
    found INTEGER NOT NULL, filled INTEGER NOT NULL, removed INTEGER NOT NULL, expected INTEGER,
    command TEXT NOT NULL, stock INTEGER NOT NULL, mark INTEGER NOT NULL, adjusted INTEGER NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0, rounds INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (visit, slot)
  ) STRICT, WITHOUT ROWID;
`;
