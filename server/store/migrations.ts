import { accessSchema } from '../access/schema.ts';
import { standingSchema } from '../alarms/schema.ts';
import { allowanceSchema } from '../allowances/schema.ts';
import { analyticsSchema } from '../analytics/schema.ts';
import { auditIndexSchema } from '../audit/schema.ts';
import { caseSchema } from '../cases/schema.ts';
import { doubtSchema } from '../doubt/schema.ts';
import { fleetSchema } from '../fleet/schema.ts';
import { assignmentSchema } from '../fleet/schema-assignments.ts';
import { doorSchema } from '../fleet/schema-door.ts';
import { byTimeSchema } from '../ledger/schema.ts';
import { checkSchema } from '../ledger/schema-checks.ts';
import { lazyIndexSchema } from '../ledger/schema-lazy.ts';
import { listKeySchema, listSchema } from '../lists/schema.ts';
import { offlineSchema } from '../offline/schema.ts';
import { policySchema } from '../policy/schema.ts';
import { goneSchema } from '../privacy/schema.ts';
import { bookmarkSchema } from '../projection/schema.ts';
import { restockSchema } from '../restock/schema.ts';
import { voucherSchema } from '../vouchers/schema.ts';
import { requestSchema } from '../whatif/schema.ts';

/**
 * The database, one step a version; a step is never changed once it was released. Machines, slots and txns are
 * named as on the wire, so that a person with `sqlite3` can read along. Times are ms since 1970.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE machines (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, lat REAL, lon REAL, district TEXT NOT NULL,
    language TEXT, slots TEXT, token BLOB NOT NULL, enrolled_at INTEGER NOT NULL, revoked_at INTEGER,
    locked INTEGER NOT NULL DEFAULT 0, quarantined INTEGER NOT NULL DEFAULT 0,
    desired_version INTEGER NOT NULL DEFAULT 0, desired_hash TEXT NOT NULL DEFAULT ''
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE machine_reports (
    machine TEXT PRIMARY KEY, online INTEGER NOT NULL, session TEXT, presence_at INTEGER NOT NULL,
    bridge TEXT, boot INTEGER, state TEXT, state_at INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE commands (
    id TEXT PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, result TEXT, result_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX commands_open ON commands (machine, created_at) WHERE result IS NULL;

  CREATE TABLE policies (
    version INTEGER PRIMARY KEY, effective_at INTEGER NOT NULL, document TEXT NOT NULL
  ) STRICT;

  -- One row a txn: what was asked and answered, and how it ended (ledger.md, One transaction's life).
  CREATE TABLE transactions (
    machine TEXT NOT NULL, txn TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('refused', 'balance', 'reserved', 'settled', 'released', 'cancelled', 'open')),
    asked BLOB, decision TEXT, decided_at INTEGER, policy INTEGER,
    epoch TEXT, dead_boot INTEGER, dead_uptime_ms REAL,
    slot INTEGER, product TEXT, items INTEGER NOT NULL DEFAULT 0,
    authority TEXT, started_at INTEGER, dispensed INTEGER, ended_at INTEGER, late INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (machine, txn)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX transactions_held ON transactions (machine, epoch) WHERE state = 'reserved' AND started_at IS NULL;

  -- What counts against a card, in pieces; rows of one txn in the order in which they are given back, last first.
  CREATE TABLE usage (
    id INTEGER PRIMARY KEY, card BLOB NOT NULL, product TEXT NOT NULL, at INTEGER NOT NULL, pieces INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('reserved', 'settled', 'debt')),
    machine TEXT NOT NULL, txn TEXT NOT NULL, key_id TEXT NOT NULL, policy INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX usage_of_card ON usage (card, at);
  CREATE INDEX usage_of_txn ON usage (machine, txn);

  CREATE TABLE epochs (
    machine TEXT NOT NULL, epoch TEXT NOT NULL, acked INTEGER NOT NULL, first_at INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, gaps INTEGER NOT NULL DEFAULT 0, set_aside INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (machine, epoch)
  ) STRICT, WITHOUT ROWID;

  -- Every journal entry that was applied. first_* names it where it was carried over from another epoch.
  CREATE TABLE entries (
    machine TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, type TEXT NOT NULL,
    at INTEGER NOT NULL, dating TEXT NOT NULL, boot INTEGER NOT NULL, uptime_ms REAL NOT NULL, body TEXT NOT NULL,
    first_epoch TEXT, first_seq INTEGER,
    PRIMARY KEY (machine, epoch, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entries_carried ON entries (machine, first_epoch, first_seq) WHERE first_epoch IS NOT NULL;

  -- Entries that could not be read or must not be applied yet, sealed for the server's own key.
  CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY, machine TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
    reason TEXT NOT NULL, sealed TEXT NOT NULL, at INTEGER NOT NULL, verdict TEXT,
    UNIQUE (machine, epoch, seq, hash)
  ) STRICT;

  -- The books of masks given: one row a txn that ended with a count (vend.completed).
  CREATE TABLE vends (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine TEXT NOT NULL, txn TEXT NOT NULL, epoch TEXT NOT NULL,
    seq INTEGER NOT NULL, slot INTEGER NOT NULL, product TEXT NOT NULL, at INTEGER NOT NULL,
    requested INTEGER NOT NULL, items INTEGER NOT NULL, pieces INTEGER NOT NULL, fault INTEGER NOT NULL,
    vend_counter INTEGER NOT NULL, authority TEXT NOT NULL, assumed INTEGER NOT NULL, late INTEGER NOT NULL,
    UNIQUE (machine, txn)
  ) STRICT;

  -- What a slot should hold by the books, and the baseline of its counter (ledger.md, I4). In items.
  CREATE TABLE slots (
    machine TEXT NOT NULL, slot INTEGER NOT NULL, product TEXT, stock INTEGER, capacity INTEGER,
    baseline INTEGER, dispensed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (machine, slot)
  ) STRICT, WITHOUT ROWID;

  -- Masks by quarter of an hour: every time zone's days are made of these.
  CREATE TABLE rollups (
    quarter INTEGER NOT NULL, machine TEXT NOT NULL, product TEXT NOT NULL, authority TEXT NOT NULL,
    vends INTEGER NOT NULL, items INTEGER NOT NULL, pieces INTEGER NOT NULL, newest_at INTEGER NOT NULL,
    PRIMARY KEY (quarter, machine, product, authority)
  ) STRICT, WITHOUT ROWID;

  -- What InfluxDB has still to be told; a row goes when InfluxDB has taken its point.
  CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, point TEXT NOT NULL) STRICT;
  CREATE TABLE outbox_rejected (
    id INTEGER PRIMARY KEY, point TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE alarms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, machine TEXT, detail TEXT NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  `,
  // A completion whose reservation is gone looks for its beginning, in a journal of any length.
  `
  CREATE INDEX entries_started ON entries (machine, json_extract(body, '$.txn')) WHERE type = 'vend.started';
  `,
  accessSchema,
  fleetSchema,
  restockSchema,
  analyticsSchema,
  byTimeSchema,
  bookmarkSchema,
  lazyIndexSchema,
  doubtSchema,
  assignmentSchema,
  standingSchema,
  offlineSchema,
  checkSchema,
  policySchema,
  listSchema,
  doorSchema,
  requestSchema,
  allowanceSchema,
  auditIndexSchema,
  caseSchema,
  listKeySchema,
  goneSchema,
  voucherSchema,
];
