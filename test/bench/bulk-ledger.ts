import type { Database } from 'better-sqlite3';
import { type Keys, keyedHash } from '../../server/keys/key-file.ts';
import { openDatabase, writeSetting } from '../../server/store/open.ts';
import { packCards } from '../../server/whatif/pack.ts';
import { cardOf, epochOf } from './load/words.ts';

/** How large a ledger is to be: each vend is of the next card, and of the next machine. `requests`: what was asked is kept too. */
export interface BulkSize {
  readonly cards: number;
  readonly vends: number;
  readonly machines: number;
  readonly requests?: boolean;
}

/** Rows of one transaction. */
const portion = 200_000;
const dayMs = 86_400_000;
/** What is loaded lies in so many days until now, so that some cards had their share and most can have it again. */
const spanMs = 60 * dayMs;

/** Indexes that are made when all rows are there: row by row they would take most of the time. */
const late = ['usage_of_card', 'usage_of_txn', 'entries_started'];

/** The name of a loaded card, as a machine would tell it. */
export const loadedCard = (n: number): string => cardOf(0, n);

/**
 * Fills an empty ledger with vends that were asked, granted, begun and settled, as the server's own statements would have left
 * them, and far faster. Left out: the roll-ups, which no decision reads.
 */
export function fillLedger(dataDir: string, keys: Keys, size: BulkSize, tell: (what: string) => void): void {
  const db = openDatabase(dataDir, undefined);
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -1048576');
  const fromMs = Date.now() - spanMs;
  const stepMs = spanMs / size.vends;
  db.function('pseudonym', { deterministic: true }, (n: unknown) =>
    keyedHash(keys, `uid:${loadedCard(Number(n)).toUpperCase()}`),
  );
  db.function('tapped', { deterministic: true }, (card: unknown) =>
    packCards([{ scheme: 'uid', entry: 'tap', card: card as Uint8Array }]),
  );
  db.function('epoch_of', { deterministic: true }, (n: unknown) => epochOf(Number(n)));
  const made = late.map(
    (name) =>
      db
        .prepare<[string], string>('SELECT sql FROM sqlite_master WHERE name = ?')
        .pluck()
        .get(name) as string,
  );
  for (const name of late) db.exec(`DROP INDEX ${name}`);
  const given = {
    ...size,
    fromMs,
    stepMs,
    keyId: keys.pseudonym.id,
    box: 'A'.repeat(192),
    asked: Buffer.alloc(32, 1),
  };
  const tables = Object.entries(inTurn).filter(([name]) => name !== 'requests' || size.requests);
  for (const [name, sql] of tables) {
    inPortions(db, size.vends, (from, to) =>
      db.prepare(`${series} ${sql}`).run(usedIn(sql, { ...given, from, to })),
    );
    tell(name);
  }
  for (const [name, sql] of Object.entries(byMachine)) {
    const insert = db.prepare(`${series} ${sql}`);
    inPortions(db, size.machines, (from, to) => {
      for (let machine = from; machine < to; machine++)
        insert.run(usedIn(sql, { ...given, machine, from: 0, to: Math.floor(size.vends / size.machines) }));
    });
    tell(name);
  }
  for (const sql of made) {
    db.exec(sql);
    tell(sql.slice(0, sql.indexOf(' ON ')).toLowerCase());
  }
  writeSetting(db, 'named', String(size.vends * 2));
  writeSetting(db, 'rolled-up', `${size.vends} 0`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function inPortions(db: Database, count: number, run: (from: number, to: number) => void): void {
  const one = db.transaction(run);
  for (let from = 0; from < count; from += portion) one(from, Math.min(count, from + portion));
}

/** A statement takes no value that it does not name, and takes any number for a fraction that is none of BigInt. */
const usedIn = (sql: string, values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => `${series} ${sql}`.includes(`@${name}`))
      .map(([name, value]) => [name, Number.isInteger(value) ? BigInt(value as number) : value]),
  );

const series = 'WITH RECURSIVE n(v) AS (SELECT @from UNION ALL SELECT v + 1 FROM n WHERE v + 1 < @to)';
const machine = `printf('bench-%05d', v % @machines)`;
const at = `CAST(@fromMs + v * @stepMs AS INTEGER)`;
const txn = `printf('%08x-%04x-7%03x-8%03x-%012x', ${at} >> 16, ${at} & 65535, v & 4095, v % @machines & 4095, v)`;
const common = `"txn":"%s","slot":0,"product":"adult","requested":1`;
const stamp = `"at":"2026-01-01T00:00:00.000Z","synced":true,"boot":1,"uptimeMs":100000`;

/** What lies in the order of time. */
const inTurn: Readonly<Record<string, string>> = {
  transactions: `INSERT INTO transactions (machine, txn, state, asked, decision, decided_at, policy, epoch, dead_boot,
      dead_uptime_ms, slot, product, items, authority, started_at, dispensed, ended_at, late, why)
    SELECT ${machine}, ${txn}, 'settled', @asked,
      printf('{"txn":"%s","verdict":"grant","qty":1,"charges":[1],"remaining":0,"nextAt":"2026-01-01T00:00:00.000Z","validMs":20000,"expiresAt":"2026-01-01T00:00:00.000Z"}', ${txn}),
      ${at}, 1, epoch_of(v % @machines), 1, 120000.0, 0, 'adult', 1, 'online', ${at} + 900, 1, ${at} + 5000, 0,
      '[["weekly",1,5,0,0]]' FROM n`,
  usage: `INSERT INTO usage (card, product, at, pieces, kind, machine, txn, key_id, policy)
    SELECT pseudonym(v % @cards), 'adult', ${at}, 5, 'settled', ${machine}, ${txn}, @keyId, 1 FROM n`,
  requests: `INSERT INTO requests (at, machine, product, qty, given, reason, offline, key_id, cards)
    SELECT ${at}, ${machine}, 'adult', 1, 1, NULL, 0, @keyId, tapped(pseudonym(v % @cards)) FROM n`,
  entries: `INSERT INTO entries (id, machine, epoch, seq, type, at, dating, boot, uptime_ms, txn, body)
    SELECT v * 2 + 1 + e.k, ${machine}, epoch_of(v % @machines), v / @machines * 2 + 1 + e.k,
      CASE e.k WHEN 0 THEN 'vend.started' ELSE 'vend.completed' END, ${at} + 900 + e.k * 4000, 'synced', 1, 100000.0, ${txn},
      CASE e.k WHEN 0
        THEN printf('{${stamp},"type":"vend.started",${common},"vendCounter":1,"authority":"online","cards":[{"key":"k","box":"%s","qty":1}]}', ${txn}, @box)
        ELSE printf('{${stamp},"type":"vend.completed",${common},"dispensed":1,"fault":0,"vendCounter":2}', ${txn}) END
    FROM n CROSS JOIN (SELECT 0 AS k UNION ALL SELECT 1) e ORDER BY v, e.k`,
  vends: `INSERT INTO vends (machine, txn, epoch, seq, slot, product, at, requested, items, pieces, fault, vend_counter,
      authority, assumed, late, took_ms)
    SELECT ${machine}, ${txn}, epoch_of(v % @machines), v / @machines * 2 + 2, 0, 'adult', ${at} + 5000, 1, 1, 5, 0, 1, 'online',
      0, 0, 5000 FROM n`,
};

/** What lies machine by machine; `v` counts its own vends. */
const byMachine: Readonly<Record<string, string>> = {
  'names of entries': `INSERT INTO entry_names
    SELECT printf('bench-%05d', @machine), epoch_of(@machine), v * 2 + 1 + e.k, (v * @machines + @machine) * 2 + 1 + e.k
    FROM n CROSS JOIN (SELECT 0 AS k UNION ALL SELECT 1) e ORDER BY v, e.k`,
  'vends of machines': `INSERT INTO machine_vends
    SELECT printf('bench-%05d', @machine), CAST(@fromMs + (v * @machines + @machine) * @stepMs AS INTEGER) + 5000,
      v * @machines + @machine + 1 FROM n`,
};
