/**
 * The ledger step of vouchers. A batch is what was promised: `pieces` a voucher, `valid_until` not included. No voucher's text is kept: it can be made
 * again of batch, serial and key. A voucher stands here by its pseudonym from the first charge on; `let_go`: pieces of charges
 * that name it no more (erase.ts, purge.ts), so that what was used stays used.
 */
export const voucherSchema = `
  CREATE TABLE voucher_batches (
    id TEXT PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, product TEXT NOT NULL, items INTEGER NOT NULL,
    pieces INTEGER NOT NULL, count INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL,
    made_by TEXT NOT NULL, made_at INTEGER NOT NULL, withdrawn_by TEXT, withdrawn_at INTEGER, withdrawn_why TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX voucher_batches_by_time ON voucher_batches (made_at);

  CREATE TABLE vouchers (
    card BLOB PRIMARY KEY, batch TEXT NOT NULL, serial INTEGER NOT NULL, let_go INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX vouchers_of_batch ON vouchers (batch, serial);
`;
