/**
 * The ledger step of alarms that end by themselves: when they did, and which of them stand, so that what a machine
 * reports again and again is told once.
 */
export const standingSchema = `
  ALTER TABLE alarms ADD COLUMN cleared_at INTEGER;
  CREATE TABLE standing_alarms (
    kind TEXT NOT NULL, machine TEXT NOT NULL, alarm INTEGER NOT NULL, PRIMARY KEY (kind, machine)
  ) STRICT, WITHOUT ROWID;
`;
