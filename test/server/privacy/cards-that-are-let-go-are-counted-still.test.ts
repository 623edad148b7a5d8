import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type CardQuestion, countCards } from '../../../server/analytics/card-count.ts';
import { createCardReader } from '../../../server/analytics/card-store.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { createErasure } from '../../../server/privacy/erase.ts';
import { seededRandom } from '../../../simulators/random.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const hourMs = 3_600_000;
/** Somebody may come several times a day. */
const often: PolicyDocument = {
  ...defaultPolicy,
  rules: [{ id: 'daily', products: ['adult'], limit: 500, window: { rolling: { hours: 6 } } }],
};
const midnight = Math.floor(origin / dayMs) * dayMs;

interface Given {
  readonly card: string;
  readonly machine: string;
  readonly atMs: number;
}

/** A ledger in which two machines gave something, with what is known of it after charges were let go. */
async function cityOf(given: readonly Given[]) {
  const bench = await ledgerBench(often);
  const fleet = new Map(['izmir-1', 'izmir-2'].map((id) => [id, bench.machine(id)]));
  for (const { card, machine, atMs } of given) {
    const [txn, there] = [randomUUID(), fleet.get(machine)];
    there?.ask({ txn, cards: [tapped(card)] }, atMs);
    there?.send(there.vend(txn, { card }), atMs + 2_000);
  }
  bench.ledger.rollupFirstMs();
  const reader = createCardReader(bench.db);
  return {
    ...bench,
    /** Lets go of what is older than `days` before `nowMs`. */
    purge(nowMs: number, days = 1) {
      while (bench.ledger.purge({ requests: 0, boxes: 0, charges: days }, nowMs).charges > 0);
    },
    count(fromMs: number, toMs: number, keys: readonly string[], change: Partial<CardQuestion> = {}) {
      const machines = [...fleet.keys()].map((id) => [id, 'Konak'] as const);
      const steps = [{ fromMs, toMs, keys }];
      const question = { measure: 'vends', by: 'machine', enough: 100, machines, steps, ...change } as const;
      return countCards(reader, question)[0];
    },
  };
}

it('of how many cards a day tells is known when none of its charges names one any more', async () => {
  const at = (hour: number) => midnight + hour * hourMs;
  const { count, purge, rows, db } = await cityOf([
    // One comes twice, at two machines; it is one card of the city, and of the machine where it came last.
    { card: cards[0], machine: 'izmir-1', atMs: at(6) },
    { card: cards[1], machine: 'izmir-1', atMs: at(7) },
    { card: cards[2], machine: 'izmir-2', atMs: at(8) },
    { card: cards[0], machine: 'izmir-2', atMs: at(20) },
    { card: cards[3], machine: 'izmir-2', atMs: at(21) },
  ]);
  const day = [midnight, midnight + dayMs] as const;
  expect(count(...day, ['izmir-1', 'izmir-2'])).toEqual([2, 3]);
  // Whoever was erased before is no card to count: each of his charges has a name of its own.
  const [last] = rows<{ card: Uint8Array }>('SELECT card FROM usage ORDER BY id DESC LIMIT 1');
  expect(count(...day, [''], { by: 'none' })).toEqual([4]);
  createErasure(db, randomBytes)([last?.card ?? new Uint8Array()], Number.POSITIVE_INFINITY, () => {});
  purge(midnight + 9 * dayMs);
  expect(rows("SELECT 1 FROM usage WHERE key_id <> 'erased'")).toEqual([]);
  expect(count(...day, ['izmir-1', 'izmir-2'])).toEqual([1, 2]);
  expect(count(...day, [''], { by: 'none' })).toEqual([3]);
  expect(count(...day, ['', 'Konak'], { by: 'district', measure: 'service' })).toEqual([0, 3]);
  expect(count(...day, ['adult'], { by: 'product', products: ['child'] })).toEqual([0]);
  expect(count(midnight, at(12), [''], { by: 'none' })).toEqual([2]);
  // Nothing can be joined by what is kept: no card, no txn, no instant.
  expect(Object.keys(rows<object>('SELECT * FROM gone_cards')[0] ?? {}).sort()).toEqual([
    'cards',
    'key_id',
    'machine',
    'product',
    'quarter',
    'served',
  ]);
});

it.each([1, 2, 3, 4, 5])(
  'never more are known than there were, however much was let go (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
    const given = Array.from({ length: 80 }, () => ({
      card: pick(cards),
      machine: pick(['izmir-1', 'izmir-2']),
      atMs: midnight + Math.floor(random() * 4 * 24 * 4) * 900_000,
    })).sort((a, b) => a.atMs - b.atMs);
    const { count, purge } = await cityOf(given);
    let known = 0;
    for (const days of [0, 2, 3, 9]) {
      purge(midnight + days * dayMs + hourMs);
      for (let n = 0; n < 40; n++) {
        const fromMs = midnight + Math.floor(random() * 4 * 96) * 900_000;
        const toMs = fromMs + Math.ceil(random() * 96) * 900_000;
        const there = given.filter(({ atMs }) => atMs + 2_000 >= fromMs && atMs + 2_000 < toMs);
        const truth = (machine?: string) =>
          new Set(
            there.filter((one) => machine === undefined || one.machine === machine).map(({ card }) => card),
          ).size;
        const [all = 0] = count(fromMs, toMs, [''], { by: 'none' }) ?? [];
        const [one = 0, two = 0] = count(fromMs, toMs, ['izmir-1', 'izmir-2']) ?? [];
        expect(all).toBeLessThanOrEqual(truth());
        expect(one).toBeLessThanOrEqual(truth('izmir-1'));
        expect(two).toBeLessThanOrEqual(truth('izmir-2'));
        known += all;
      }
    }
    expect(known).toBeGreaterThan(100);
  },
);
