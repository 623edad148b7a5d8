/**
 * The ledger step of published policies: who made each known, when and why, and none is ever changed or removed. `why`: the
 * rules that bore on a decision (why.ts); of those from before it is not known.
 */
export const policySchema = `
  ALTER TABLE policies ADD COLUMN published_at INTEGER;
  ALTER TABLE policies ADD COLUMN publisher TEXT NOT NULL DEFAULT '';
  ALTER TABLE policies ADD COLUMN note TEXT NOT NULL DEFAULT '';
  ALTER TABLE policies ADD COLUMN order_id TEXT;
  CREATE UNIQUE INDEX policies_of_order ON policies (order_id) WHERE order_id IS NOT NULL;
  ALTER TABLE transactions ADD COLUMN why TEXT;
  CREATE TRIGGER policies_are_kept BEFORE DELETE ON policies BEGIN SELECT RAISE(ABORT, 'policies are never removed'); END;
  CREATE TRIGGER policies_are_unchanged BEFORE UPDATE ON policies BEGIN SELECT RAISE(ABORT, 'policies are never changed'); END;
`;
