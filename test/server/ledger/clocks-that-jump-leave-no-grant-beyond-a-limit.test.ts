import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument, Window } from '../../../server/policy/document.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const hourMs = 3_600_000;
const yearMs = 365 * dayMs;

/** A pack in each window, in a time zone; offline vends are allowed, to be told by machines with wrong clocks. */
const policyOf = (window: Window, timeZone = 'Europe/Istanbul'): PolicyDocument => ({
  ...defaultPolicy,
  timeZone,
  rules: [{ id: 'share', products: ['adult'], limit: 5, window }],
  offline: { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 8 },
});

async function city(policy: PolicyDocument) {
  const bench = await ledgerBench(policy);
  const machines = [bench.machine('izmir-1'), bench.machine('izmir-2')] as const;
  return {
    ...bench,
    machines,
    /** Asks for the first card at a machine, at an instant of the server's clock; the masks fall. True: granted. */
    gives(nowMs: number, at: 0 | 1 = 0): boolean {
      const txn = randomUUID();
      const machine = machines[at];
      const isGranted = machine.ask({ txn, cards: [tapped(cards[0])] }, nowMs).verdict === 'grant';
      if (isGranted) machine.send(machine.vend(txn), nowMs);
      return isGranted;
    },
    async held(): Promise<void> {
      const broken = (await verify(bench.db, undefined)).filter(({ breached }) => breached > 0);
      expect(broken).toEqual([]);
    },
  };
}

describe('a machine’s clock', () => {
  it.each([
    ['a year ahead', yearMs],
    ['a year behind', -yearMs],
  ])('that jumps to %s gives its card no second share, online or offline', async (_, offMs) => {
    const { machines, rows, gives, held } = await city(policyOf({ rolling: { days: 7 } }));
    const [machine] = machines;
    const wrong = new Date(origin + offMs).toISOString();
    const txn = randomUUID();
    expect(machine.ask({ txn, at: wrong }).verdict).toBe('grant');
    const told = [
      ...machine.vend(txn),
      ...machine.vend(randomUUID(), { authority: 'offline', card: cards[1] }),
    ];
    machine.wait(60_000);
    machine.send(
      told.map((entry) => ({ ...entry, at: wrong })),
      origin + 60_000,
    );
    // Both are dated by the machine's running time, so both are within today's week.
    expect(rows('SELECT DISTINCT at FROM vends')).toEqual([{ at: origin }]);
    for (const nowMs of [origin + 60_000, origin + dayMs, origin + 7 * dayMs - 1]) {
      expect(gives(nowMs, 1)).toBe(false);
      const second = machines[1].ask({ cards: [tapped(cards[1])], at: wrong }, nowMs);
      expect(second.verdict).toBe('refuse');
    }
    expect(gives(origin + 7 * dayMs, 1)).toBe(true);
    await held();
  });

  it('that was a year ahead in an earlier boot dates nothing into the future', async () => {
    const { machines, rows, held } = await city(policyOf({ rolling: { days: 7 } }));
    const [machine] = machines;
    const [started, completed] = machine.vend(randomUUID(), { authority: 'offline' });
    const earlier = { boot: 0, at: new Date(origin + yearMs).toISOString() };
    machine.wait(60_000);
    machine.send([{ ...started, ...earlier } as never, { ...completed, ...earlier } as never], origin);
    expect(rows('SELECT at, dating FROM entries')).toEqual(
      [1, 2].map(() => ({ at: origin - 60_000, dating: 'clamped' })),
    );
    expect(machines[1].ask({}, origin).verdict).toBe('refuse');
    await held();
  });
});

describe('the server’s clock', () => {
  it.each([hourMs, -hourMs])('that jumps by %i ms gives no card a second share', async (jumpMs) => {
    const { gives, held } = await city(policyOf({ rolling: { hours: 24 } }));
    expect(gives(origin)).toBe(true);
    expect(gives(origin + jumpMs)).toBe(false);
    expect(gives(origin + jumpMs, 1)).toBe(false);
    expect(gives(origin + dayMs - 1, 1)).toBe(false);
    expect(gives(origin + dayMs, 1)).toBe(true);
    // Set back behind both: they lie ahead now, and count all the same.
    expect(gives(origin + dayMs - hourMs)).toBe(false);
    await held();
  });

  it.each<[string, Window]>([
    ['a rolling day', { rolling: { hours: 24 } }],
    ['a calendar day', { calendar: 'day' }],
    ['a calendar week', { calendar: 'week', firstDay: 'monday' }],
  ])('may jump about by hours as it likes: within %s no grant goes beyond the limit', async (_, window) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ stepMs: fc.integer({ min: -hourMs, max: 6 * hourMs }), at: fc.constantFrom(0, 1) }),
          {
            minLength: 5,
            maxLength: 25,
          },
        ),
        async (steps) => {
          const { gives, held } = await city(policyOf(window));
          let nowMs = origin;
          for (const { stepMs, at } of steps) {
            nowMs += stepMs;
            gives(nowMs, at as 0 | 1);
          }
          await held();
        },
      ),
      { numRuns: 8, seed: 7 },
    );
  });
});

describe('a calendar day', () => {
  // When the local day begins, and when the next one does.
  it.each([
    ['an ordinary day', 'Europe/Istanbul', '2020-05-20T00:00:00+03:00', '2020-05-21T00:00:00+03:00'],
    ['23 hours, into summer time', 'Europe/Berlin', '2020-03-29T00:00:00+01:00', '2020-03-30T00:00:00+02:00'],
    [
      '25 hours, out of summer time',
      'Europe/Berlin',
      '2020-10-25T00:00:00+02:00',
      '2020-10-26T00:00:00+01:00',
    ],
    [
      'a day without a midnight',
      'America/Sao_Paulo',
      '2018-11-04T01:00:00-02:00',
      '2018-11-05T00:00:00-02:00',
    ],
  ])('of %s gives one share from its first millisecond to its last', async (_, zone, first, next) => {
    const { gives, ledger, held } = await city(policyOf({ calendar: 'day' }, zone));
    const [start, end] = [Date.parse(first), Date.parse(next)];
    ledger.adoptPolicy(policyOf({ calendar: 'day' }, zone), start - 10 * dayMs);
    expect(gives(start - 1)).toBe(true);
    expect(gives(start)).toBe(true);
    // Twice the same hour on the wall, or none of it: still the same day.
    for (let nowMs = start + hourMs; nowMs < end; nowMs += hourMs) expect(gives(nowMs, 1)).toBe(false);
    expect(gives(end - 1, 1)).toBe(false);
    expect(gives(end, 1)).toBe(true);
    await held();
  });

  it('asks across midnight: what is decided counts for the day of the decision, though the masks fall on the next', async () => {
    const midnight = Date.parse('2020-05-21T00:00:00+03:00');
    const { machines, gives, held } = await city(policyOf({ calendar: 'day' }));
    const [machine] = machines;
    const txn = randomUUID();
    expect(machine.ask({ txn }, midnight - 1).verdict).toBe('grant');
    const told = machine.vend(txn);
    machine.send(told, midnight + 4_000);
    expect(gives(midnight + 5_000)).toBe(true);
    expect(gives(midnight + 6_000, 1)).toBe(false);
    await held();
  });
});
