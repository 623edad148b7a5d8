import type { SealedCard } from '../../protocol/mqtt/entries.ts';
import type { Db } from '../store/open.ts';
import type { EntryNames } from './entry-names.ts';
import { hashOfBody } from './erased-body.ts';

/** Where the intake of one epoch stands. `gaps` and `setAside` count what was lost or not read of it. */
export interface EpochRow {
  readonly acked: number;
  readonly gaps: number;
  readonly setAside: number;
}

/** A journal entry as it is kept: without its name, which is the key. */
export interface KeptEntry {
  readonly type: string;
  readonly atMs: number;
  readonly dating: string;
  readonly boot: number;
  readonly uptimeMs: number;
  /** Of an entry that belongs to a txn. */
  readonly txn: string | undefined;
  /** As it was told, as JSON: all that its content hash is made of. */
  readonly body: string;
  readonly from: { readonly epoch: string; readonly seq: number } | undefined;
}

/** The journals as the machines told them. */
export function createEntryStore(db: Db, names: EntryNames) {
  const epoch = db.prepare<[string, string], EpochRow>(
    'SELECT acked, gaps, set_aside AS setAside FROM epochs WHERE machine = ? AND epoch = ?',
  );
  const newestEpochs = db.prepare<[string, number], { epoch: string; acked: number }>(
    'SELECT epoch, acked FROM epochs WHERE machine = ? ORDER BY ordinal DESC LIMIT ?',
  );
  const addEpoch = db.prepare(
    `INSERT INTO epochs (machine, epoch, acked, first_at, ordinal)
     VALUES (?, ?, 0, ?, (SELECT COUNT(*) FROM epochs WHERE machine = ?))`,
  );
  const setAcked = db.prepare('UPDATE epochs SET acked = ? WHERE machine = ? AND epoch = ?');
  const addGap = db.prepare('UPDATE epochs SET gaps = gaps + 1 WHERE machine = ? AND epoch = ?');
  const countAside = db.prepare(
    'UPDATE epochs SET set_aside = set_aside + 1 WHERE machine = ? AND epoch = ?',
  );
  const asideHashOf = db.prepare<[string, string, number], { hash: Uint8Array }>(
    'SELECT hash FROM set_aside WHERE machine = ? AND epoch = ? AND seq = ?',
  );
  // What a quarantine holds back is taken only once an operator has accepted or rejected it (mqtt.md, journal).
  const decidedAsideOf = db.prepare<[string, string, number], { hash: Uint8Array }>(
    `SELECT hash FROM set_aside
     WHERE machine = ? AND epoch = ? AND seq = ? AND (reason <> 'quarantine' OR verdict IS NOT NULL)`,
  );
  const carried = db.prepare<[string, string, number], { body: string }>(
    'SELECT body FROM entries WHERE machine = ? AND first_epoch = ? AND first_seq = ?',
  );
  const started = db.prepare<[string, string], { body: string }>(
    // Named, as the planner would rather read the machine's whole journal.
    `SELECT body FROM entries INDEXED BY entries_started WHERE machine = ? AND type = 'vend.started' AND txn = ?`,
  );
  const insert = db.prepare(
    `INSERT INTO entries (machine, epoch, seq, type, at, dating, boot, uptime_ms, txn, body, first_epoch, first_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertAside = db.prepare(
    `INSERT INTO set_aside (machine, epoch, seq, hash, reason, sealed, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );

  return {
    epoch: (machine: string, name: string): EpochRow | undefined => epoch.get(machine, name),
    newestEpoch: (machine: string) => newestEpochs.get(machine, 1),
    /** The newest first. */
    newestEpochs: (machine: string, count: number) => newestEpochs.all(machine, count),
    addEpoch: (machine: string, name: string, nowMs: number): void => {
      addEpoch.run(machine, name, nowMs, machine);
    },
    setAcked: (machine: string, name: string, seq: number): void => {
      setAcked.run(seq, machine, name);
    },
    addGap: (machine: string, name: string): void => {
      addGap.run(machine, name);
    },

    /** The content that a name already stands for, applied or set aside. */
    hashOf(machine: string, name: string, seq: number): Uint8Array | undefined {
      const body = names.bodyOf(machine, name, seq);
      return body === undefined ? asideHashOf.get(machine, name, seq)?.hash : hashOfBody(body);
    },

    /** Whether this content was already taken under this first name (mqtt.md: once per first name and content). */
    wasTaken(machine: string, name: string, seq: number, hash: Uint8Array): boolean {
      const direct = names.bodyOf(machine, name, seq);
      const bodies = [
        ...(direct === undefined ? [] : [direct]),
        ...carried.all(machine, name, seq).map(({ body }) => body),
      ];
      const hashes = [
        ...bodies.map(hashOfBody),
        ...decidedAsideOf.all(machine, name, seq).map((row) => row.hash),
      ];
      return hashes.some((one) => Buffer.compare(one, hash) === 0);
    },

    /** The boxes of a txn's vend.started. */
    boxesOf(machine: string, txn: string): SealedCard[] {
      const body = started.get(machine, txn)?.body;
      return body === undefined ? [] : (JSON.parse(body) as { cards: SealedCard[] }).cards;
    },

    add(machine: string, name: string, seq: number, entry: KeptEntry): void {
      const { type, atMs, dating, boot, uptimeMs, txn, body, from } = entry;
      const first = [from?.epoch ?? null, from?.seq ?? null];
      insert.run(
        ...[machine, name, seq, type, Math.floor(atMs), dating, boot, uptimeMs],
        ...[txn ?? null, body, ...first],
      );
      names.added();
    },

    setAside(
      machine: string,
      name: string,
      seq: number,
      hash: Uint8Array,
      reason: string,
      sealed: string,
      nowMs: number,
    ) {
      insertAside.run(machine, name, seq, hash, reason, sealed, nowMs);
      if (reason !== 'quarantine') countAside.run(machine, name);
    },
  };
}
export type EntryStore = ReturnType<typeof createEntryStore>;
