/**
 * What analytics adds to the database: how long a vend took, refusals, and the roll-ups of both. What was booked before
 * is brought in, and InfluxDB is told everything again: a point that it has gains its new fields, and counts once.
 */
export const analyticsSchema = `
  ALTER TABLE vends ADD COLUMN took_ms INTEGER;
  UPDATE vends SET took_ms = vends.at - t.decided_at
  FROM transactions t, entries e
  WHERE t.machine = vends.machine AND t.txn = vends.txn AND e.machine = vends.machine AND e.epoch = vends.epoch
    AND e.seq = vends.seq AND e.dating = 'uptime' AND vends.authority = 'online' AND vends.items > 0
    AND vends.assumed = 0 AND vends.late = 0 AND vends.at - t.decided_at BETWEEN 0 AND 900000;

  -- Vends of which something fell.
  ALTER TABLE rollups ADD COLUMN given INTEGER NOT NULL DEFAULT 0;
  UPDATE rollups SET given = v.given
  FROM (SELECT at / 900000 * 900000 AS quarter, machine, product, authority, COUNT(*) AS given FROM vends
        WHERE items > 0 GROUP BY 1, 2, 3, 4) v
  WHERE v.quarter = rollups.quarter AND v.machine = rollups.machine AND v.product = rollups.product
    AND v.authority = rollups.authority;

  -- Decisions that gave nothing, one row each.
  CREATE TABLE refusals (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine TEXT NOT NULL, txn TEXT NOT NULL, product TEXT NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO refusals (machine, txn, product, reason, at)
  SELECT machine, txn,
    CASE json_extract(decision, '$.reason') WHEN 'no-policy' THEN '' ELSE COALESCE(product, '') END,
    json_extract(decision, '$.reason'), decided_at
  FROM transactions
  WHERE decided_at IS NOT NULL AND json_extract(decision, '$.verdict') = 'refuse' ORDER BY decided_at;

  CREATE TABLE refusal_rollups (
    quarter INTEGER NOT NULL, machine TEXT NOT NULL, product TEXT NOT NULL, reason TEXT NOT NULL,
    refusals INTEGER NOT NULL, newest_at INTEGER NOT NULL,
    PRIMARY KEY (quarter, machine, product, reason)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO refusal_rollups
  SELECT at / 900000 * 900000, machine, product, reason, COUNT(*), MAX(at) FROM refusals GROUP BY 1, 2, 3, 4;

  -- Vends by how long they took; a class is the place of its upper end in serviceBounds.
  CREATE TABLE service_rollups (
    quarter INTEGER NOT NULL, machine TEXT NOT NULL, product TEXT NOT NULL, class INTEGER NOT NULL,
    vends INTEGER NOT NULL,
    PRIMARY KEY (quarter, machine, product, class)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO service_rollups
  SELECT at / 900000 * 900000, machine, product,
    (SELECT COUNT(*) FROM json_each('[2,3,4,5,6,7,8,9,10,12,15,20,25,30,40,60,90,150,300]') WHERE value * 1000 < took_ms),
    COUNT(*)
  FROM vends WHERE took_ms IS NOT NULL GROUP BY 1, 2, 3, 4;

  DELETE FROM outbox;
  DELETE FROM outbox_rejected;
  INSERT OR REPLACE INTO settings VALUES ('refill',
    '0 ' || (SELECT COALESCE(MAX(id), 0) FROM vends) || ' 0 ' || (SELECT COALESCE(MAX(id), 0) FROM refusals));
`;
