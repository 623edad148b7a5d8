import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuditStore } from '../../../server/audit/audit-store.ts';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { createPolicyOperations, type PublishOrder } from '../../../server/policy/operations.ts';
import { createPolicyStore } from '../../../server/policy/policy-store.ts';
import { openMemoryDatabase } from '../../../server/store/open.ts';

const now = Date.parse('2020-05-20T09:00:00.000Z');
const dayMs = 86_400_000;
const [adult] = defaultPolicy.products;
const [weekly] = defaultPolicy.rules;
const withLimit = (limit: number): PolicyDocument => ({
  ...defaultPolicy,
  rules: [{ ...weekly, limit } as PolicyDocument['rules'][number]],
});

function bench() {
  const db = openMemoryDatabase();
  const store = createPolicyStore(db);
  const operations = createPolicyOperations(store, createAuditStore(db));
  const publish = (change: Partial<PublishOrder>) =>
    operations.publishPolicy({
      ...{ id: randomUUID(), document: withLimit(10), effectiveAtMs: now, note: 'why not' },
      ...{ actor: 'Ayşe', nowMs: now, wallMs: now + 5 },
      ...change,
    });
  const limitAt = (ms: number) => store.current(ms)?.rules[0]?.limit;
  const standings = (ms: number) =>
    operations.policyVersions(ms).map(({ version, standing }) => `${version} ${standing}`);
  return { db, store, operations, publish, limitAt, standings };
}

describe('a published policy', () => {
  it('is in force from its very moment, and the one before until then', () => {
    const { store, publish, limitAt, standings } = bench();
    store.adopt(withLimit(5), now - dayMs);
    expect(publish({ effectiveAtMs: now + dayMs })).toEqual({
      ok: true,
      policy: {
        ...{ version: 2, standing: 'planned', publisher: 'Ayşe', note: 'why not' },
        effectiveAt: '2020-05-21T09:00:00.000Z',
        publishedAt: '2020-05-20T09:00:00.005Z',
      },
    });
    expect(limitAt(now + dayMs - 1)).toBe(5);
    expect(limitAt(now + dayMs)).toBe(10);
    expect(standings(now)).toEqual(['2 planned', '1 in-force']);
    expect(standings(now + dayMs)).toEqual(['2 in-force', '1 past']);
    expect(store.versionAt(now)).toBe(1);
  });

  it('gives way to one that was published later for the same moment, and comes back behind one for an earlier', () => {
    const { publish, limitAt } = bench();
    publish({ document: withLimit(5), effectiveAtMs: now + dayMs });
    publish({ document: withLimit(10), effectiveAtMs: now + dayMs });
    publish({ document: withLimit(15), effectiveAtMs: now + 1_000 });
    expect(limitAt(now + 1_000)).toBe(15);
    expect(limitAt(now + dayMs)).toBe(10);
  });

  it('is never changed or removed, whoever asks the database', () => {
    const { db, publish } = bench();
    publish({});
    expect(() => db.exec("UPDATE policies SET document = '{}'")).toThrow('never changed');
    expect(() => db.exec('DELETE FROM policies')).toThrow('never removed');
  });

  it('is published once under its key, and written down once with its reason', () => {
    const { db, operations, publish } = bench();
    const id = randomUUID();
    const first = publish({ id });
    expect(publish({ id, nowMs: now + dayMs, document: withLimit(99) })).toMatchObject({
      ...first,
      policy: { version: 1, note: 'why not' },
    });
    expect(operations.policyVersions(now)).toHaveLength(1);
    expect(db.prepare('SELECT at, actor, action, subject, detail FROM audit').all()).toEqual([
      {
        ...{ at: now + 5, actor: 'Ayşe', action: 'policy-published', subject: '1' },
        detail: JSON.stringify({ effectiveAt: '2020-05-20T09:00:00.000Z', reason: 'why not' }),
      },
    ]);
  });

  it('is never one for a time that is over', () => {
    const { db, publish } = bench();
    expect(publish({ effectiveAtMs: now - 1 })).toEqual({ ok: false, code: 'MOMENT_PAST' });
    expect(publish({ effectiveAtMs: now })).toMatchObject({ ok: true });
    expect(db.prepare('SELECT COUNT(*) AS n FROM audit').get()).toEqual({ n: 1 });
  });
});

describe('a server’s policy file', () => {
  it('is in force from the start on, under a number of its own only where it is another', () => {
    const { store, standings, operations } = bench();
    expect(store.adopt(withLimit(5), now)).toMatchObject({ version: 1, cards: 1, grantSeconds: 60 });
    expect(store.adopt(withLimit(5), now + 1).version).toBe(1);
    expect(store.adopt(withLimit(10), now + 2).version).toBe(2);
    expect(store.adopt(withLimit(5), now + 3).version).toBe(3);
    expect(standings(now + 3)).toEqual(['3 in-force', '2 past', '1 past']);
    expect(operations.policyVersions(now)[0]).toMatchObject({ publishedAt: null, publisher: '', note: '' });
  });

  it('leaves in force at a later start what was published since, until the file is another', () => {
    const { store, publish } = bench();
    store.adopt(withLimit(5), now);
    publish({ document: withLimit(10) });
    expect(store.adopt(withLimit(5), now + dayMs).version).toBe(2);
    expect(store.adopt(withLimit(15), now + dayMs).version).toBe(3);
  });

  it('that is missing leaves everything as it is, and the default begins where there is nothing', () => {
    const { store, publish } = bench();
    // Planned for later, so there is none for today.
    publish({ document: withLimit(10), effectiveAtMs: now + dayMs });
    expect(store.adopt(undefined, now)).toEqual({ version: 2, ...completePolicy(defaultPolicy) });
    expect(store.adopt(undefined, now + dayMs).version).toBe(1);
    expect(store.published()).toHaveLength(2);
  });

  it('of a ledger from before files were remembered is known by what is in force', () => {
    const { db, store } = bench();
    db.prepare('INSERT INTO policies (effective_at, document) VALUES (?, ?)').run(
      now,
      JSON.stringify(withLimit(5)),
    );
    expect(store.adopt(withLimit(5), now + 1).version).toBe(1);
    expect(store.adopt(withLimit(10), now + 2).version).toBe(2);
  });
});

describe('policies are found', () => {
  it('by number, as they were written and as they decide', () => {
    const { store, publish } = bench();
    publish({ document: withLimit(10) });
    expect(store.numbered(1)).toEqual({ version: 1, ...completePolicy(withLimit(10)) });
    expect(store.numbered(2)).toBeUndefined();
    expect(store.published()[0]?.document).toEqual(withLimit(10));
    expect(store.all()).toEqual([store.numbered(1)]);
  });

  it('by their products: the one in force first, then the newest that knows the name', () => {
    const { store } = bench();
    const pack = (id: string, pieces: number) =>
      ({ ...adult, id, pieces }) as PolicyDocument['products'][number];
    store.adopt({ ...defaultPolicy, products: [pack('adult', 4), pack('old', 3)] }, now);
    store.adopt({ ...defaultPolicy, products: [pack('adult', 5), pack('old', 2)] }, now + 1);
    store.adopt({ ...defaultPolicy, products: [pack('adult', 6)] }, now + 2);
    expect(store.piecesOf('old')).toBe(2);
    expect(store.piecesOf('adult')).toBe(6);
    expect(store.current(now)?.version).toBe(1);
    expect(store.piecesOf('adult')).toBe(4);
    expect(store.piecesOf('never')).toBeUndefined();
  });

  it('nowhere in a ledger that has none', () => {
    const { store } = bench();
    expect(store.current(now)).toBeUndefined();
    expect(store.versionAt(now)).toBeUndefined();
    expect(store.published()).toEqual([]);
  });
});
