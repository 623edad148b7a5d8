/** The ledger step that remembers since when a door stands open, on the server's clock; null: it is shut. */
export const doorSchema = `
  ALTER TABLE machine_reports ADD COLUMN door_open_at INTEGER;
  UPDATE machine_reports SET door_open_at = state_at WHERE json_extract(state, '$.doorOpen');
`;
