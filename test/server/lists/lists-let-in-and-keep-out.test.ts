import { describe, expect, it } from 'vitest';
import type { Scheme } from '../../../protocol/serial/constants.ts';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { importList, type Line } from '../../../server/lists/import.ts';
import { createListStore } from '../../../server/lists/list-store.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const policyOf = (change: Partial<PolicyDocument>): PolicyDocument => ({
  ...defaultPolicy,
  cards: 3,
  ...change,
});

async function deskOf(policy: PolicyDocument) {
  const bench = await ledgerBench(policy);
  const store = createListStore(bench.db);
  const keys = await loadKeys(bench.folder);
  const told: number[] = [];
  /** Each text is a line of the file, its fields parted by commas. */
  const bringIn = (name: string, texts: Iterable<string>, scheme?: Scheme, note = () => {}) =>
    importList(store, keys, linesOf(texts), {
      ...{ name, scheme, note },
      nowMs: origin,
      tell: (lines) => told.push(lines),
    });
  return { ...bench, store, told, bringIn, izmir: bench.machine('izmir-1') };
}

async function* linesOf(texts: Iterable<string>): AsyncGenerator<Line> {
  let number = 0;
  for (const text of texts) yield { number: ++number, fields: text.split(',') };
}

describe('a list of cards', () => {
  it('lets in who is on it, and nobody else, however the number is written', async () => {
    const { izmir, bringIn } = await deskOf(policyOf({ eligible: ['campaign', 'staff-of-clinics'] }));
    expect(izmir.ask()).toMatchObject({ verdict: 'refuse', reason: 'not-eligible' });
    await bringIn(
      'campaign',
      [`tckn, ${cards[0]}`, 'uid,04 aa-bb cc'].map((line) => line.replace(', ', ',')),
    );
    await bringIn('staff-of-clinics', [cards[1]], 'tckn');
    expect(izmir.ask()).toMatchObject({ verdict: 'grant' });
    expect(izmir.ask({ cards: [tapped(cards[1])] })).toMatchObject({ verdict: 'grant' });
    expect(izmir.ask({ cards: [tapped(cards[2])] })).toMatchObject({ reason: 'not-eligible' });
    const byTap = { scheme: 'uid', id: '04AABBCC', entry: 'tap' } as const;
    expect(izmir.ask({ cards: [byTap] })).toMatchObject({ verdict: 'grant' });
  });

  it('keeps out who is on it, and says which list did', async () => {
    const { izmir, bringIn, ledger, rows } = await deskOf(policyOf({ blocked: ['lost-cards'] }));
    await bringIn('lost-cards', [cards[0]], 'tckn');
    expect(izmir.ask()).toMatchObject({ verdict: 'refuse', reason: 'blocked', remaining: 0 });
    const [refused] = rows<{ txn: string }>("SELECT txn FROM transactions WHERE state = 'refused'");
    expect(ledger.why('izmir-1', refused?.txn ?? '')?.bearings).toEqual([
      { rule: 'lost-cards', card: 1, holds: true },
    ]);
    // Of a family the others pay.
    expect(izmir.ask({ qty: 2, cards: [tapped(cards[0]), tapped(cards[1])] })).toMatchObject({
      ...{ verdict: 'grant', qty: 1, charges: [0, 1] },
    });
    // Blocked counts before let in.
    ledger.adoptPolicy(policyOf({ blocked: ['lost-cards'], eligible: ['lost-cards'] }), origin);
    expect(izmir.ask()).toMatchObject({ reason: 'blocked' });
  });

  it('that was never brought in, or was removed, has nobody on it', async () => {
    const { izmir, bringIn, store } = await deskOf(policyOf({ blocked: ['lost-cards'] }));
    await bringIn('lost-cards', [cards[0]], 'tckn');
    expect(store.retire('lost-cards')).toBe(true);
    expect(izmir.ask()).toMatchObject({ verdict: 'grant' });
    expect(store.retire('lost-cards')).toBe(false);
    expect(store.all()).toEqual([]);
  });

  it('takes the place of the one before in one step, at the end', async () => {
    const { izmir, bringIn, store, rows } = await deskOf(policyOf({ eligible: ['campaign'] }));
    await bringIn('campaign', [cards[0]], 'tckn');
    const halfway: unknown[] = [];
    await bringIn(
      'campaign',
      (function* () {
        yield cards[1];
        // While the other comes in the first one holds.
        halfway.push(izmir.ask().verdict, izmir.ask({ cards: [tapped(cards[1])] }).verdict);
        yield cards[2];
      })(),
      'tckn',
    );
    expect(halfway).toEqual(['grant', 'refuse']);
    expect(izmir.ask({ cards: [tapped(cards[0])] }, origin + 1)).toMatchObject({ reason: 'not-eligible' });
    expect(izmir.ask({ cards: [tapped(cards[2])] })).toMatchObject({ verdict: 'grant' });
    expect(store.all()).toEqual([{ name: 'campaign', cards: 2, importedAtMs: origin }]);
    // Nothing is left of the first.
    expect(rows('SELECT COUNT(*) AS n FROM list_cards')).toEqual([{ n: 2 }]);
  });

  it('of which the file breaks off leaves everything as it was', async () => {
    const { bringIn, store, rows } = await deskOf(policyOf({ eligible: ['campaign'] }));
    await bringIn('campaign', [cards[0]], 'tckn');
    const broken = (function* () {
      yield cards[1];
      throw new Error('the disk was pulled out');
    })();
    await expect(bringIn('campaign', broken, 'tckn')).rejects.toThrow('pulled out');
    expect(store.all()).toMatchObject([{ name: 'campaign', cards: 1 }]);
    expect(rows('SELECT COUNT(*) AS n FROM lists')).toEqual([{ n: 1 }]);
  });

  it('that cannot be written down does not hold', async () => {
    const { izmir, bringIn, store } = await deskOf(policyOf({ eligible: ['campaign'] }));
    await bringIn('campaign', [cards[0]], 'tckn');
    const full = () => {
      throw new Error('no room in the audit log');
    };
    await expect(bringIn('campaign', [cards[1], cards[2]], 'tckn', full)).rejects.toThrow('no room');
    expect(store.all()).toMatchObject([{ name: 'campaign', cards: 1 }]);
    expect(izmir.ask({ cards: [tapped(cards[1])] })).toMatchObject({ reason: 'not-eligible' });
    expect(izmir.ask()).toMatchObject({ verdict: 'grant' });
  });

  it('that another import overtook changes nothing, and the other holds', async () => {
    const { bringIn, store, rows } = await deskOf(policyOf({ eligible: ['campaign'] }));
    await bringIn('campaign', [cards[0]], 'tckn');
    // One that has begun to write, as a second process would have.
    const slow = store.begin('campaign', origin, 'k');
    store.add(slow, [Buffer.alloc(32, 1)]);
    await bringIn('campaign', [cards[1], cards[2]], 'tckn');
    expect(() => store.add(slow, [Buffer.alloc(32, 2)])).toThrow('another import');
    expect(() => store.enforce(slow, 'campaign', 2, () => {})).toThrow('another import');
    expect(store.all()).toMatchObject([{ name: 'campaign', cards: 2 }]);
    // What the slow one had written is swept away.
    expect(rows('SELECT COUNT(*) AS n FROM list_cards')).toEqual([{ n: 2 }]);
  });

  it('says of each line that it left out where it stands and what is wrong, and nothing of the number', async () => {
    const { bringIn } = await deskOf(policyOf({}));
    const report = await bringIn('campaign', [
      ...[`tckn,${cards[0]}`, 'tckn,10000000147', `isbn,${cards[1]}`, cards[1], `tckn,${cards[0]}`],
      ...[`tckn,${cards[1]},x`, `tckn,${cards[1]}`, 'uid,08112233', `tckn,${cards[0]}`],
    ]);
    expect(report).toEqual({
      ...{ lines: 9, cards: 2, duplicates: { count: 2, lines: [5, 9] } },
      rejected: {
        count: 5,
        lines: [
          { line: 2, problem: 'number-wrong' },
          { line: 3, problem: 'scheme-unknown' },
          { line: 4, problem: 'fields-wrong' },
          { line: 6, problem: 'fields-wrong' },
          { line: 8, problem: 'number-wrong' },
        ],
      },
      doubtful: { count: 0, lines: [] },
    });
    // A Korean number whose old check digit does not fit may be younger than that digit.
    expect(await bringIn('korea', ['9001011234568', '9001011234567'], 'rrn')).toMatchObject({
      ...{ cards: 2, doubtful: { count: 1, lines: [2] } },
    });
    expect((await bringIn('one', [`${cards[0]},x`, cards[0]], 'tckn')).rejected.lines).toEqual([
      { line: 1, problem: 'fields-wrong' },
    ]);
  });

  it('of a hundred thousand cards comes in whole, in portions, and a report stays short', async () => {
    const { bringIn, told, store, rows } = await deskOf(policyOf({}));
    const uids = function* () {
      for (let at = 0; at < 100_500; at++) yield (0x10000000 + (at % 100_000)).toString(16);
      for (let at = 0; at < 150; at++) yield 'nothing';
    };
    const report = await bringIn('many', uids(), 'uid');
    expect(report).toMatchObject({ lines: 100_650, cards: 100_000 });
    expect(report.duplicates).toMatchObject({ count: 500 });
    expect(report.duplicates.lines).toHaveLength(100);
    expect(report.rejected.count).toBe(150);
    expect(report.rejected.lines).toHaveLength(100);
    expect(told).toEqual([100_000]);
    expect(store.all()).toMatchObject([{ cards: 100_000 }]);
    expect(rows('SELECT COUNT(*) AS n FROM list_cards')).toEqual([{ n: 100_000 }]);
    await bringIn('many', [], 'uid');
    expect(rows('SELECT COUNT(*) AS n FROM list_cards')).toEqual([{ n: 0 }]);
  });
});
