/** The entries that a timeline tells, as the index of them names them: a query has to say the very same. */
export const toldEntries = `type IN ('fault.raised', 'fault.cleared', 'door', 'stock.set', 'boot', 'line', 'tamper')`;

/** The ledger step that keeps what pages ask of machines at hand: who ordered what, paces, and what happened when. */
export const fleetSchema = `
  -- at: on the server's clock, for lists; created_at and expires_at are people's time, also where the server's is simulated.
  ALTER TABLE commands ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE commands ADD COLUMN actor TEXT NOT NULL DEFAULT 'command line';
  ALTER TABLE commands ADD COLUMN reason TEXT NOT NULL DEFAULT '';
  UPDATE commands SET at = created_at;
  CREATE INDEX commands_of_machine ON commands (machine, at);

  -- Items and masks that a slot gave on a day that begins at local midnight, staff's test vends left out.
  CREATE TABLE slot_days (
    machine TEXT NOT NULL, slot INTEGER NOT NULL, day INTEGER NOT NULL, items INTEGER NOT NULL,
    pieces INTEGER NOT NULL, first_at INTEGER NOT NULL,
    PRIMARY KEY (machine, slot, day)
  ) STRICT, WITHOUT ROWID;
  -- Items that the whole city gave, by hours since 1970: its usual day.
  CREATE TABLE city_hours (hour INTEGER PRIMARY KEY, items INTEGER NOT NULL) STRICT;

  CREATE INDEX vends_of_machine ON vends (machine, at);
  CREATE INDEX refusals_of_machine ON transactions (machine, decided_at) WHERE state = 'refused';
  CREATE INDEX entries_told ON entries (machine, at) WHERE ${toldEntries};
  CREATE INDEX alarms_of_machine ON alarms (machine, at);
`;
