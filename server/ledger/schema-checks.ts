/** `column` held to some words by an OR of equals. */
const anyOf = (column: string, words: readonly string[]) =>
  words.map((word) => `${column} = '${word}'`).join(' OR ');
/** The same as the tables were made with. */
const oneOf = (column: string, words: readonly string[]) =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

const states = ['refused', 'balance', 'reserved', 'settled', 'released', 'cancelled', 'open'];
const kinds = ['reserved', 'settled', 'debt'];

const changed = (table: string, column: string, words: readonly string[]) => `
  UPDATE sqlite_schema
  SET sql = replace(sql, 'CHECK (${quoted(oneOf(column, words))})', 'CHECK (${quoted(anyOf(column, words))})')
  WHERE type = 'table' AND name = '${table}';`;
const quoted = (text: string) => text.replaceAll("'", "''");

/**
 * The same checks in other words. For a list of more than two SQLite makes a table in memory each time that it checks
 * a row, four times a vend, which took a tenth of the ledger's time. The rows need not be written again for it: what
 * is stored does not change, so the text of the tables alone is replaced (the `writable_schema` pragma of SQLite's
 * documentation, and its chapter on ALTER TABLE).
 */
export const checkSchema = `
  PRAGMA writable_schema = ON;
  ${changed('transactions', 'state', states)}
  ${changed('usage', 'kind', kinds)}
  PRAGMA writable_schema = RESET;
`;
