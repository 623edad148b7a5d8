/**
 * The ledger step that takes two indexes out of every commit. In them each machine has a place of its own, so that each
 * vend wrote a page for itself; now they are tables that follow in larger portions (`following.ts`, `entry-names.ts`). An
 * entry is kept as it was told, and is compared by that: its hash is made where somebody asks.
 */
export const lazyIndexSchema = `
  CREATE TABLE machine_vends (
    machine TEXT NOT NULL, at INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (machine, at, id)
  ) STRICT, WITHOUT ROWID;
  -- As far as the roll-ups are ("vends refusals"); those that follow bring the rest.
  INSERT INTO machine_vends SELECT machine, at, id FROM vends
  WHERE id <= (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'rolled-up') ORDER BY machine, at, id;
  DROP INDEX vends_of_machine;

  DROP INDEX entries_carried;
  DROP INDEX entries_started;
  DROP INDEX entries_told;
  ALTER TABLE entries RENAME TO entries_by_name;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, machine TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL,
    at INTEGER NOT NULL, dating TEXT NOT NULL, boot INTEGER NOT NULL, uptime_ms REAL NOT NULL, txn TEXT,
    body TEXT NOT NULL, first_epoch TEXT, first_seq INTEGER
  ) STRICT;
  INSERT INTO entries
  SELECT id, machine, epoch, seq, type, at, dating, boot, uptime_ms, txn,
    json_set(body, '$.type', type, '$.boot', boot, '$.uptimeMs', uptime_ms), first_epoch, first_seq
  FROM entries_by_name ORDER BY id;
  CREATE TABLE entry_names (
    machine TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (machine, epoch, seq)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO entry_names SELECT machine, epoch, seq, id FROM entries_by_name ORDER BY machine, epoch, seq;
  DROP TABLE entries_by_name;
  CREATE INDEX entries_carried ON entries (machine, first_epoch, first_seq) WHERE first_epoch IS NOT NULL;
  CREATE INDEX entries_started ON entries (txn, machine) WHERE type = 'vend.started';
  CREATE INDEX entries_told ON entries (machine, at, epoch, seq)
    WHERE type IN ('fault.raised', 'fault.cleared', 'door', 'stock.set', 'boot', 'line', 'tamper');
  INSERT OR REPLACE INTO settings SELECT 'named', COALESCE(MAX(id), 0) FROM entries;
`;
