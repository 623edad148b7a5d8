import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { analyticsSchema } from '../../../server/analytics/schema.ts';
import { createOutboxStore } from '../../../server/projection/outbox-store.ts';
import { migrations } from '../../../server/store/migrations.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('a database of before gains refusals, service times and their roll-ups, and InfluxDB is told everything again', () => {
  const folder = tempFolder();
  const at = Date.parse('2026-11-20T10:07:00Z');
  const before = new Database(join(folder, 'ledger.db'));
  const version = migrations.indexOf(analyticsSchema);
  for (const step of migrations.slice(0, version)) before.exec(step);
  before.pragma(`user_version = ${version}`);
  const decide = before.prepare(
    "INSERT INTO transactions (machine, txn, state, decision, decided_at, product) VALUES ('m-1', ?, ?, ?, ?, 'adult')",
  );
  const refuse = (reason: string, state: string) =>
    decide.run(randomUUID(), state, JSON.stringify({ verdict: 'refuse', reason }), at);
  refuse('quota', 'refused');
  refuse('quota', 'cancelled');
  refuse('no-policy', 'refused');
  const vend = before.prepare(
    `INSERT INTO vends (machine, txn, epoch, seq, slot, product, at, requested, items, pieces, fault, vend_counter,
       authority, assumed, late) VALUES ('m-1', ?, 'e', ?, 0, 'adult', ?, 1, ?, 5, 0, 1, 'online', 0, 0)`,
  );
  const entry = before.prepare(
    `INSERT INTO entries (machine, epoch, seq, hash, type, at, dating, boot, uptime_ms, body)
     VALUES ('m-1', 'e', ?, x'00', 'vend.completed', ?, ?, 1, 1, '{}')`,
  );
  for (const [seq, tookMs, items, dating] of [
    [1, 7_300, 1, 'uptime'],
    [2, 9_000, 0, 'uptime'],
    [3, 9_000, 1, 'latest'],
  ] as const) {
    const txn = randomUUID();
    decide.run(txn, 'settled', JSON.stringify({ verdict: 'grant' }), at);
    vend.run(txn, seq, at + tookMs, items);
    entry.run(seq, at + tookMs, dating);
  }
  before.exec("INSERT INTO rollups VALUES (1795168800000, 'm-1', 'adult', 'online', 3, 2, 10, 1)");
  before.exec('UPDATE rollups SET quarter = (SELECT MIN(at) / 900000 * 900000 FROM vends)');
  before.exec("INSERT INTO outbox (point) VALUES ('{}')");
  before.close();

  const db = openDatabase(folder, undefined);
  expect(db.prepare('SELECT took_ms FROM vends ORDER BY seq').pluck().all()).toEqual([7_300, null, null]);
  expect(db.prepare('SELECT vends, given FROM rollups').all()).toEqual([{ vends: 3, given: 2 }]);
  expect(db.prepare('SELECT class, vends FROM service_rollups').all()).toEqual([{ class: 6, vends: 1 }]);
  expect(db.prepare('SELECT product, reason, refusals FROM refusal_rollups ORDER BY reason').all()).toEqual([
    { product: '', reason: 'no-policy', refusals: 1 },
    { product: 'adult', reason: 'quota', refusals: 2 },
  ]);
  expect(createOutboxStore(db).counts()).toEqual({ waiting: 6, rejected: 0 });
  // The roll-ups have them already.
  expect(db.prepare("SELECT value FROM settings WHERE name = 'rolled-up'").pluck().get()).toBe('3 3');
  db.close();
});
