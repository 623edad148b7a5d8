/**
 * Tables of people and their sessions. Of tokens only the SHA-256 is here, of passwords only argon2id: whoever reads
 * a backup can sign in with nothing of it. Times are ms since 1970 on the wall clock, in simulated runs too.
 */
export const accessSchema = `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'analyst')),
    password TEXT, created_at INTEGER NOT NULL, disabled_at INTEGER
  ) STRICT;

  CREATE TABLE sessions (
    token TEXT PRIMARY KEY, user INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL, used_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_of_user ON sessions (user, used_at);

  CREATE TABLE login_links (
    token TEXT PRIMARY KEY, user INTEGER NOT NULL REFERENCES users (id), expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The audit log is written to and read, nothing else, whoever asks.
  CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER audit_is_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;
