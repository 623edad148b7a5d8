import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createListStore } from '../../../server/lists/list-store.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { whatIf } from '../../../server/whatif/what-if.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const [rule] = defaultPolicy.rules;
const limited = (limit: number, change: Partial<PolicyDocument> = {}): PolicyDocument => ({
  ...defaultPolicy,
  rules: [{ ...rule, limit } as (typeof defaultPolicy.rules)[number]],
  ...change,
});
const whole = { fromMs: 0, toMs: origin + 4_000 * dayMs };
const hourMs = 3_600_000;

type Bench = Awaited<ReturnType<typeof ledgerBench>>;
const tried = (bench: Bench, document: PolicyDocument, period = whole) =>
  whatIf(bench.db, { document, minCards: 1, ...period });

describe('a what-if', () => {
  it('tells what each request would have got, beside what it got, with the cards that would get nothing, or something', async () => {
    const bench = await ledgerBench(limited(5));
    const machine = bench.machine('izmir-1');
    machine.ask({ cards: [tapped(cards[0])] });
    machine.ask({ cards: [tapped(cards[0])] }, origin + hourMs);
    machine.ask({ cards: [tapped(cards[1])] }, origin + 2 * hourMs);
    const noon = '09:00';
    const closedAtTwo = {
      hours: [
        { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const, from: noon, to: '13:30' },
      ],
    };
    // The machine's hour 0 is noon in Izmir: what came at 14:00 is shut out, and who came twice gets more.
    const opening = { hours: closedAtTwo.hours.map(({ days, ...hours }) => ({ ...hours, days: [...days] })) };
    expect(tried(bench, limited(10, { opening }))).toMatchObject({
      since: '2020-05-20T09:00:00.000Z',
      total: {
        ...{ requests: 3, cards: 2, cutOff: 1, gained: 0 },
        happened: { granted: 2, refused: 1, masks: 10, cards: 2 },
        would: { granted: 2, refused: 1, masks: 10, cards: 1 },
      },
      reasons: [
        { reason: 'quota', happened: 1, would: 0 },
        { reason: 'closed', happened: 0, would: 1 },
      ],
      districts: [{ district: 'Konak', requests: 3 }],
      days: [{ date: '2020-05-20', happened: 10, would: 10 }],
      products: [],
    });
  });

  it('gives what happened where the policy is the one that decided, whatever was asked', async () => {
    const asked = fc.record({
      card: fc.integer({ min: 0, max: 3 }),
      second: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      qty: fc.integer({ min: 1, max: 3 }),
      after: fc.integer({ min: 0, max: 5 * dayMs }),
    });
    const policy = limited(10, { cards: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 25 }), async (requests) => {
        const bench = await ledgerBench(policy);
        const machine = bench.machine('izmir-1');
        let nowMs = origin;
        for (const { card, second, qty, after } of requests) {
          nowMs += after;
          const both = second === undefined || second === card ? [card] : [card, second];
          machine.ask({ qty, cards: both.map((at) => tapped(cards[at] as string)) }, nowMs);
        }
        const { total, reasons, days } = tried(bench, policy);
        expect(total.requests).toBe(requests.length);
        expect(total.would).toEqual(total.happened);
        expect([total.cutOff, total.gained]).toEqual([0, 0]);
        for (const { happened, would } of [...reasons, ...days]) expect(would).toBe(happened);
      }),
      { numRuns: 30 },
    );
  });

  it('begins with what each card had had before the period', async () => {
    const bench = await ledgerBench(limited(5));
    const machine = bench.machine('izmir-1');
    machine.ask();
    machine.ask({}, origin + 6 * dayMs);
    machine.ask({}, origin + 7 * dayMs);
    const later = { fromMs: origin + dayMs, toMs: whole.toMs };
    expect(tried(bench, limited(5), later)).toMatchObject({
      since: null,
      total: { requests: 2, would: { granted: 1, refused: 1 } },
    });
    expect(tried(bench, limited(10), later).total.would.granted).toBe(2);
  });

  it('leaves as it was what machines gave by themselves and what locked ones refused, and counts both', async () => {
    const bench = await ledgerBench(limited(5));
    const machine = bench.machine('izmir-1');
    machine.send(machine.vend(randomUUID(), { authority: 'offline' }));
    machine.ask({}, origin + 1_000);
    bench.db.prepare('UPDATE machines SET locked = 1').run();
    machine.ask({ cards: [tapped(cards[1])] }, origin + 2_000);
    const nobody = limited(0);
    expect(tried(bench, nobody)).toMatchObject({
      total: { happened: { granted: 1, refused: 2, masks: 5 }, would: { granted: 1, refused: 2, masks: 5 } },
      assumed: { offline: 1, locked: 1, digits: 0, ages: 0 },
    });
    // What a machine gave by itself counts against what comes after it.
    expect(tried(bench, limited(10)).total.would).toMatchObject({ granted: 2, masks: 10 });
  });

  it('gives each card a digit where turns go by one, evenly, and says of how many requests', async () => {
    const bench = await ledgerBench(limited(5));
    const machine = bench.machine('izmir-1');
    for (const card of cards) machine.ask({ cards: [tapped(card)] });
    machine.ask({ cards: [{ scheme: 'uid', id: '04AABBCC', entry: 'tap' }] });
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    const turns = (digits: number[]) => ({
      turns: { by: 'lastDigit' as const, times: [{ days: [...days], digits }] },
    });
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const each = all.map((digit) => tried(bench, limited(5, turns([digit]))));
    // A card has its turn on one digit alone; the one that tells none has it always.
    expect(each.reduce((sum, { total }) => sum + total.would.granted, 0)).toBe(4 + 10);
    for (const { assumed } of each) expect(assumed.digits).toBe(4);
  });

  it('takes every card that tells an age for one that the rules mean, and says of how many', async () => {
    const bench = await ledgerBench(limited(5));
    const machine = bench.machine('izmir-1');
    const korean = { scheme: 'rrn', id: '8001011234567', entry: 'tap' } as const;
    machine.ask({ cards: [korean] });
    machine.ask({ cards: [tapped(cards[0])] });
    const old = { ...limited(5).rules[0], ages: { from: 65 } } as PolicyDocument['rules'][number];
    expect(tried(bench, { ...limited(5), rules: [old] })).toMatchObject({
      total: { would: { granted: 1, refused: 1 } },
      reasons: [{ reason: 'not-eligible', would: 1 }],
      assumed: { ages: 1 },
    });
  });

  it('asks the lists as they are, refuses what the policy does not know, and names it', async () => {
    const bench = await ledgerBench(limited(5));
    const machine = bench.machine('izmir-1');
    machine.ask();
    machine.ask({ cards: [tapped(cards[1])] });
    const lists = createListStore(bench.db);
    const id = lists.begin('lost', origin, 'k');
    const [first] = bench.rows<{ card: Uint8Array }>('SELECT card FROM usage ORDER BY id');
    lists.add(id, [first?.card as Uint8Array]);
    lists.enforce(id, 'lost', 1, () => {});
    expect(tried(bench, limited(5, { blocked: ['lost'] }))).toMatchObject({
      total: { would: { granted: 1 }, cutOff: 1 },
      reasons: [{ reason: 'blocked', would: 1 }],
    });
    const child = { ...defaultPolicy.products[0], id: 'child' } as (typeof defaultPolicy.products)[number];
    const other = { ...defaultPolicy, products: [child], rules: [{ ...rule, products: ['child'] }] };
    expect(tried(bench, other as PolicyDocument)).toMatchObject({
      total: { would: { granted: 0, masks: 0 }, happened: { granted: 2, masks: 10 } },
      products: ['adult'],
    });
  });

  it('tells nothing of few cards: no district, no day, and no second one that would tell the first', async () => {
    const bench = await ledgerBench(limited(5));
    const uid = (at: number) => ({
      scheme: 'uid' as const,
      id: `04AABB${String(at).padStart(2, '0')}`,
      entry: 'tap' as const,
    });
    const places = { Konak: 12, Buca: 11, Bornova: 10, Menemen: 2 };
    let card = 0;
    for (const [district, count] of Object.entries(places)) {
      const machine = bench.machine(district.toLowerCase());
      bench.db.prepare('UPDATE machines SET district = ? WHERE id = ?').run(district, machine.id);
      for (let at = 0; at < count; at++) machine.ask({ cards: [uid(card++)] }, origin + at);
    }
    bench.machine('konak-2').ask({ cards: [uid(90)] }, origin + 2 * dayMs);
    const told = (minCards: number) => {
      const { districts, days, hidden } = whatIf(bench.db, { document: limited(5), minCards, ...whole });
      return { districts: districts.map(({ district }) => district), days: days.length, hidden };
    };
    expect(told(1)).toEqual({ districts: ['Konak', 'Buca', 'Bornova', 'Menemen'], days: 2, hidden: 0 });
    // Menemen has two cards, and Bornova would tell it; of two days one is too small, and so none is told.
    expect(told(10)).toEqual({ districts: ['Konak', 'Buca'], days: 0, hidden: 4 });
    expect(told(12)).toEqual({ districts: ['Konak'], days: 0, hidden: 5 });
  });

  it('has nothing to say where nothing was asked', async () => {
    expect(tried(await ledgerBench(), defaultPolicy)).toMatchObject({
      since: null,
      total: { requests: 0, cards: 0 },
      districts: [],
      days: [],
    });
  });
});
