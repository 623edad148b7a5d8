/**
 * The ledger step that makes the outbox a place in the books: how far InfluxDB was told, and how far the roll-ups
 * are. Where something waited, InfluxDB is told everything again, which overwrites what it has.
 */
export const bookmarkSchema = `
  INSERT OR REPLACE INTO settings
  SELECT 'rolled-up', (SELECT COALESCE(MAX(id), 0) FROM vends) || ' ' || (SELECT COALESCE(MAX(id), 0) FROM refusals);
  INSERT OR REPLACE INTO settings
  SELECT 'projected', CASE
    WHEN EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM outbox_rejected) OR EXISTS
      (SELECT 1 FROM settings WHERE name = 'refill') THEN '0 0'
    ELSE (SELECT value FROM settings WHERE name = 'rolled-up') END;
  DELETE FROM settings WHERE name = 'refill';
  DROP TABLE outbox;
  DROP TABLE outbox_rejected;
  CREATE TABLE points_rejected (
    kind TEXT NOT NULL, id INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
`;
