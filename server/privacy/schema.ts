/**
 * The ledger step that keeps of how many cards the books tell, when no charge names its card any more. `cards`: those that were last
 * seen on their day (of UTC) with a vend of this quarter; `served`: those of them whose vend has its time (service-time.ts). So within
 * one day and one key no card counts twice, however quarters, machines and products are added up.
 */
export const goneSchema = `
  CREATE TABLE gone_cards (
    quarter INTEGER NOT NULL, machine TEXT NOT NULL, product TEXT NOT NULL, key_id TEXT NOT NULL,
    cards INTEGER NOT NULL, served INTEGER NOT NULL, PRIMARY KEY (quarter, machine, product, key_id)
  ) STRICT, WITHOUT ROWID;
`;
