import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { lazyIndexSchema } from '../../../server/ledger/schema-lazy.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { bookmarkSchema } from '../../../server/projection/schema.ts';
import { migrations } from '../../../server/store/migrations.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { createOperations } from '../../../server/store/operations.ts';
import { verify } from '../../../server/verify/verify.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const at = Date.parse('2020-05-20T09:00:00Z');
const txnOf = (n: number) => `01723000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const stamps = { boot: 1, uptimeMs: 5, at: new Date(at).toISOString(), synced: true };

type Row = Record<string, unknown>;

/** Rows of a small city with all columns that any version had; a version takes those that it knows. */
function rows(): [table: string, row: Row][] {
  const machine = 'izmir-01';
  const whole: [string, Row][] = [
    [
      'machines',
      { id: machine, name: 'Konak', district: 'Konak', token: Buffer.alloc(32, 1), enrolled_at: at },
    ],
    ['policies', { version: 1, effective_at: at - 1, document: JSON.stringify(defaultPolicy) }],
    ['epochs', { machine, epoch: 'e-1', acked: 20, first_at: at, ordinal: 0 }],
    ['slots', { machine, slot: 0, product: 'adult', stock: 90, capacity: 200, baseline: 0, dispensed: 10 }],
  ];
  for (let n = 0; n < 10; n++) {
    const txn = txnOf(n);
    const vend = { txn, slot: 0, product: 'adult', requested: 1 };
    const bodies = [
      { type: 'vend.started', ...vend, vendCounter: n, authority: 'online', cards: [] },
      { type: 'vend.completed', ...vend, dispensed: 1, fault: 0, vendCounter: n + 1 },
    ];
    for (const [k, body] of bodies.entries())
      whole.push([
        'entries',
        {
          ...{
            machine,
            epoch: 'e-1',
            seq: 2 * n + k + 1,
            hash: Buffer.alloc(16),
            type: body.type,
            at,
            dating: 'uptime',
          },
          ...{ boot: 1, uptime_ms: 5, txn, body: JSON.stringify({ ...body, ...stamps }) },
        },
      ]);
    whole.push(
      [
        'transactions',
        {
          ...{
            machine,
            txn,
            state: 'settled',
            decision: '{"verdict":"grant"}',
            decided_at: at,
            policy: 1,
            epoch: 'e-1',
          },
          ...{
            slot: 0,
            product: 'adult',
            items: 1,
            authority: 'online',
            started_at: at,
            dispensed: 1,
            ended_at: at,
          },
        },
      ],
      [
        'usage',
        {
          ...{ card: Buffer.alloc(32, n), product: 'adult', at, pieces: 5, kind: 'settled', machine, txn },
          ...{ key_id: 'k', policy: 1 },
        },
      ],
      [
        'vends',
        {
          ...{
            machine,
            txn,
            epoch: 'e-1',
            seq: 2 * n + 2,
            slot: 0,
            product: 'adult',
            at,
            requested: 1,
            items: 1,
          },
          ...{ pieces: 5, fault: 0, vend_counter: n + 1, authority: 'online', assumed: 0, late: 0 },
        },
      ],
    );
  }
  const held = {
    machine,
    txn: txnOf(10),
    state: 'reserved',
    decision: '{"verdict":"grant"}',
    decided_at: at,
  };
  whole.push([
    'transactions',
    {
      ...held,
      policy: 1,
      epoch: 'e-1',
      dead_boot: 1,
      dead_uptime_ms: 9,
      items: 1,
      slot: 0,
      product: 'adult',
    },
  ]);
  const quarter = Math.floor(at / 900_000) * 900_000;
  const sums = { vends: 10, given: 10, items: 10, pieces: 50, newest_at: at };
  whole.push(['rollups', { quarter, machine, product: 'adult', authority: 'online', ...sums }]);
  return whole;
}

it.each(migrations.map((_, at) => at + 1))(
  'a ledger of schema %i is brought up with all that stands in it',
  async (version) => {
    const folder = tempFolder();
    const before = new Database(join(folder, 'ledger.db'));
    before.unsafeMode(true);
    for (const step of migrations.slice(0, version)) before.exec(step);
    before.pragma(`user_version = ${version}`);
    // From there on roll-ups follow the books, and here they have not yet.
    const follows = version > migrations.indexOf(bookmarkSchema);
    for (const [table, row] of rows()) {
      if (table === 'rollups' && follows) continue;
      const known = before.pragma(`table_info(${table})`) as { name: string }[];
      const names = known.map(({ name }) => name).filter((name) => row[name] !== undefined);
      before
        .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
        .run(...names.map((name) => row[name]));
    }
    before.close();

    const db = openDatabase(folder, 'wall');
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    const findings = await verify(db, undefined);
    expect(findings.flatMap(({ breaches }) => breaches)).toEqual([]);
    expect(findings[0]?.looked).toEqual({ entries: 20, journals: 1, vends: 10 });
    // The checks hold, and in the words that cost no table in memory each time.
    const tables = db.prepare<[], string>(
      "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name IN ('transactions', 'usage')",
    );
    expect(tables.pluck().all().join()).not.toContain(' IN (');
    for (const wrong of ["transactions SET state = 'lost'", "usage SET kind = 'lost'"]) {
      expect(() => db.exec(`UPDATE ${wrong}`)).toThrow(/CHECK constraint failed/);
    }
    const ledger = createOperations(db, await loadKeys(folder));
    expect(ledger.masks(0)).toMatchObject({ total: 50 });
    expect(ledger.timeline('izmir-01', undefined, 50)?.items).toHaveLength(10);
    expect(ledger.doubtList(at + 3_600_000)).toMatchObject([{ txn: txnOf(10), cause: 'not-told' }]);
    // A journal that is told again from its beginning finds every entry under its name.
    const entry = { seq: 1, type: 'vend.started', txn: txnOf(0), slot: 0, product: 'adult', requested: 1 };
    const same = { ...entry, vendCounter: 0, authority: 'online', cards: [], ...stamps };
    const message = { epoch: 'e-1', oldest: 1, sent: { at: stamps.at, boot: 1, uptimeMs: 5 } };
    if (version >= migrations.indexOf(lazyIndexSchema))
      expect(ledger.journal('izmir-01', { ...message, entries: [same] }, at).ack?.seq).toBe(20);
    db.close();
  },
);
