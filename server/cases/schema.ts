/**
 * The ledger step of what people contest. A `not-received` case is one vend of which somebody says that nothing came
 * out (mqtt.md, vend.claimed); an `already-collected` one holds the disputes of one burst at one machine. `verdict` is
 * null while it waits for a person; `pieces`: what was given again. A dispute keeps its card's pseudonym, by which what
 * it was given for the time being can be taken back.
 */
export const caseSchema = `
  ALTER TABLE allowances ADD COLUMN order_id TEXT;
  CREATE UNIQUE INDEX allowances_of_order ON allowances (order_id) WHERE order_id IS NOT NULL;

  CREATE TABLE cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, machine TEXT NOT NULL, at INTEGER NOT NULL, txn TEXT,
    verdict TEXT, why TEXT, pieces INTEGER NOT NULL DEFAULT 0, decided_at INTEGER, decided_by TEXT, reason TEXT,
    CHECK (kind = 'not-received' OR kind = 'already-collected')
  ) STRICT;
  CREATE UNIQUE INDEX cases_of_vend ON cases (txn, machine) WHERE txn IS NOT NULL;
  CREATE INDEX cases_of_machine ON cases (machine, at);
  CREATE INDEX cases_waiting ON cases (id) WHERE verdict IS NULL;

  CREATE TABLE disputes (
    id INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, case_id INTEGER NOT NULL REFERENCES cases, card BLOB NOT NULL,
    key_id TEXT NOT NULL, product TEXT NOT NULL, category TEXT NOT NULL, pieces INTEGER NOT NULL, at INTEGER NOT NULL,
    actor TEXT NOT NULL, reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX disputes_of_case ON disputes (case_id);
  CREATE INDEX disputes_of_card ON disputes (card);

  CREATE TABLE disputed_grants (
    dispute INTEGER NOT NULL REFERENCES disputes, machine TEXT NOT NULL, txn TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (dispute, machine, txn)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX disputed_grants_of_machine ON disputed_grants (machine, at);
`;
