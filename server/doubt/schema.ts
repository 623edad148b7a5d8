/**
 * The ledger step of what waits for an operator: transactions without an end are found by one small index, and an
 * entry that a quarantine holds back by another.
 */
export const doubtSchema = `
  DROP INDEX transactions_held;
  CREATE INDEX transactions_held ON transactions (machine, epoch) WHERE state IN ('reserved', 'open');
  CREATE INDEX set_aside_undecided ON set_aside (machine, epoch, seq) WHERE reason = 'quarantine' AND verdict IS NULL;
`;
