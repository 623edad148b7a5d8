import { toldEntries } from '../fleet/schema.ts';

/**
 * Keys that rise with time come first. A txn is a UUIDv7 (mqtt.md, authorize): ordered by it, what the whole city does
 * in one moment lies on a few pages together, where ordered by machine each row was on a page of its own, and pages are
 * what a commit costs. A machine that makes its txns otherwise costs more pages and breaks nothing.
 */
export const byTimeSchema = `
  DROP INDEX transactions_held;
  DROP INDEX refusals_of_machine;
  ALTER TABLE transactions RENAME TO transactions_by_machine;
  CREATE TABLE transactions (
    machine TEXT NOT NULL, txn TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('refused', 'balance', 'reserved', 'settled', 'released', 'cancelled', 'open')),
    asked BLOB, decision TEXT, decided_at INTEGER, policy INTEGER,
    epoch TEXT, dead_boot INTEGER, dead_uptime_ms REAL,
    slot INTEGER, product TEXT, items INTEGER NOT NULL DEFAULT 0,
    authority TEXT, started_at INTEGER, dispensed INTEGER, ended_at INTEGER, late INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (txn, machine)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO transactions SELECT * FROM transactions_by_machine ORDER BY txn, machine;
  DROP TABLE transactions_by_machine;
  CREATE INDEX transactions_held ON transactions (machine, epoch) WHERE state = 'reserved' AND started_at IS NULL;
  CREATE INDEX refusals_of_machine ON transactions (machine, decided_at) WHERE state = 'refused';

  DROP INDEX usage_of_txn;
  CREATE INDEX usage_of_txn ON usage (txn, machine);

  -- In the order in which they were applied; the key is an index beside them. txn: of the entries that belong to one.
  DROP INDEX entries_carried;
  DROP INDEX entries_started;
  DROP INDEX entries_told;
  ALTER TABLE entries RENAME TO entries_by_machine;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, machine TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
    type TEXT NOT NULL, at INTEGER NOT NULL, dating TEXT NOT NULL, boot INTEGER NOT NULL, uptime_ms REAL NOT NULL,
    txn TEXT, body TEXT NOT NULL, first_epoch TEXT, first_seq INTEGER,
    UNIQUE (machine, epoch, seq)
  ) STRICT;
  INSERT INTO entries (machine, epoch, seq, hash, type, at, dating, boot, uptime_ms, txn, body, first_epoch, first_seq)
  SELECT machine, epoch, seq, hash, type, at, dating, boot, uptime_ms, json_extract(body, '$.txn'), body, first_epoch,
    first_seq
  FROM entries_by_machine ORDER BY at, machine, epoch, seq;
  DROP TABLE entries_by_machine;
  CREATE INDEX entries_carried ON entries (machine, first_epoch, first_seq) WHERE first_epoch IS NOT NULL;
  CREATE INDEX entries_started ON entries (txn, machine) WHERE type = 'vend.started';
  CREATE INDEX entries_told ON entries (machine, at, epoch, seq) WHERE ${toldEntries};

  DROP INDEX vends_of_machine;
  ALTER TABLE vends RENAME TO vends_by_machine;
  CREATE TABLE vends (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine TEXT NOT NULL, txn TEXT NOT NULL, epoch TEXT NOT NULL,
    seq INTEGER NOT NULL, slot INTEGER NOT NULL, product TEXT NOT NULL, at INTEGER NOT NULL,
    requested INTEGER NOT NULL, items INTEGER NOT NULL, pieces INTEGER NOT NULL, fault INTEGER NOT NULL,
    vend_counter INTEGER NOT NULL, authority TEXT NOT NULL, assumed INTEGER NOT NULL, late INTEGER NOT NULL,
    took_ms INTEGER,
    UNIQUE (txn, machine)
  ) STRICT;
  INSERT INTO vends SELECT * FROM vends_by_machine ORDER BY id;
  DROP TABLE vends_by_machine;
  CREATE INDEX vends_of_machine ON vends (machine, at);
`;
