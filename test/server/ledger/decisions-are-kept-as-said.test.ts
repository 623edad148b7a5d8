import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { displayText } from '../../../protocol/display/text.ts';
import { refusal, wordsFor } from '../../../server/ledger/authorize.ts';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const policyOf = (change: Partial<PolicyDocument>): PolicyDocument => ({ ...defaultPolicy, ...change });
const [first, second] = cards;

interface Kept {
  readonly state: string;
  readonly items: number;
  readonly policy: number | null;
  readonly dead_boot: number;
  readonly dead_uptime_ms: number;
  readonly decided_at: number;
}

async function deskOf(policy?: PolicyDocument | null) {
  const bench = await ledgerBench(policy);
  return {
    ...bench,
    izmir: bench.machine('izmir-1'),
    kept: (txn: string) =>
      bench.rows<Kept>(
        'SELECT state, items, policy, dead_boot, dead_uptime_ms, decided_at FROM transactions WHERE txn = ?',
        txn,
      )[0],
    refusals: () => bench.rows('SELECT machine, txn, product, reason, at FROM refusals ORDER BY id'),
  };
}

describe('what was decided is kept', () => {
  it('as a reservation where it was granted, which is dead when its time has run', async () => {
    const { izmir, kept, refusals } = await deskOf();
    const txn = randomUUID();
    izmir.wait(5_000);
    expect(izmir.ask({ txn })).toMatchObject({
      validMs: 60_000,
      expiresAt: new Date(origin + 60_000).toISOString(),
    });
    expect(kept(txn)).toEqual({
      ...{ state: 'reserved', items: 1, policy: 1, decided_at: origin },
      ...{ dead_boot: 1, dead_uptime_ms: 65_000 },
    });
    expect(refusals()).toEqual([]);
  });

  it('as a balance where nothing was asked for, which holds nothing and never ends', async () => {
    const { izmir, kept, usage, refusals } = await deskOf();
    const txn = randomUUID();
    const answer = izmir.ask({ txn, qty: 0 });
    expect(answer).toEqual({ txn, verdict: 'grant', qty: 0, charges: [0], remaining: 5 });
    expect(kept(txn)).toMatchObject({ state: 'balance', items: 0 });
    expect(usage()).toEqual([]);
    expect(refusals()).toEqual([]);
  });

  it('as a refusal with its reason, once, however often it is asked', async () => {
    const { izmir, kept, refusals } = await deskOf();
    izmir.ask();
    const txn = randomUUID();
    const answer = izmir.ask({ txn }, origin + 7);
    expect(izmir.ask({ txn }, origin + 9)).toEqual(answer);
    expect(kept(txn)).toMatchObject({ state: 'refused', items: 0, decided_at: origin + 7 });
    expect(refusals()).toEqual([
      { machine: 'izmir-1', txn, product: 'adult', reason: 'quota', at: origin + 7 },
    ]);
  });

  it('without the name of a product that nobody has', async () => {
    const { izmir, refusals } = await deskOf(
      policyOf({
        products: [
          ...defaultPolicy.products,
          { ...defaultPolicy.products[0], id: 'child', code: 2 } as never,
        ],
      }),
    );
    izmir.ask({ product: 'made-up' });
    // Of two products one is meant, and no rule is for it.
    izmir.ask({ product: 'child' });
    expect(refusals()).toMatchObject([
      { product: '', reason: 'no-policy' },
      { product: 'child', reason: 'not-eligible' },
    ]);
  });

  it('without a policy too, as a refusal in Turkish whose grant would never have lived', async () => {
    const { izmir, kept, refusals, rows } = await deskOf(null);
    rows("UPDATE machines SET language = NULL WHERE id = 'izmir-1' RETURNING id");
    const txn = randomUUID();
    izmir.wait(3_000);
    const answer = izmir.ask({ txn });
    expect(answer).toEqual({
      ...{ txn, verdict: 'refuse', qty: 0, reason: 'no-policy', remaining: 0 },
      message: refusal(txn, 'no-policy', { language: 'tr', timeZone: 'UTC' }).message,
    });
    expect(kept(txn)).toMatchObject({ state: 'refused', policy: null, dead_uptime_ms: 3_000 });
    expect(refusals()).toMatchObject([{ product: '', reason: 'no-policy' }]);
  });

  it('and a card that paid nothing of what several got is charged nothing', async () => {
    const { izmir, rows } = await deskOf(policyOf({ cards: 2 }));
    const decision = izmir.ask({ qty: 1, cards: [tapped(first), tapped(second)] });
    expect(decision.charges).toEqual([1, 0]);
    expect(rows('SELECT pieces FROM usage')).toEqual([{ pieces: 5 }]);
  });
});

describe('no grant', () => {
  it.each(['locked', 'quarantined'])('is given by a machine that is %s', async (column) => {
    const { izmir, rows } = await deskOf();
    rows(`UPDATE machines SET ${column} = 1 RETURNING id`);
    expect(izmir.ask()).toMatchObject({ verdict: 'refuse', reason: 'machine-locked' });
  });

  it('is given by a machine that nobody enrolled', async () => {
    const { izmir, rows } = await deskOf();
    rows('DELETE FROM machines RETURNING id');
    expect(izmir.ask()).toMatchObject({ verdict: 'refuse', reason: 'machine-locked' });
  });

  it('is made of a txn that was cancelled after its grant and is asked for with other content', async () => {
    const { izmir, alarmTexts } = await deskOf();
    const txn = randomUUID();
    const granted = izmir.ask({ txn });
    izmir.send(izmir.write({ type: 'vend.cancelled', txn, reason: 'timeout' }));
    // The same question keeps its answer; the grant is dead at the machine.
    expect(izmir.ask({ txn })).toEqual(granted);
    expect(izmir.ask({ txn, qty: 2 })).toMatchObject({ reason: 'bad-request' });
    expect(alarmTexts()).toEqual([`txn-reused: txn ${txn} was asked again with other content`]);
  });
});

describe('what a citizen is told', () => {
  it('is nothing of the account as soon as one of several numbers was not tapped', async () => {
    const { izmir } = await deskOf(policyOf({ cards: 2 }));
    const mixed = [tapped(first), { scheme: 'tckn', id: second, entry: 'typed' } as const];
    const grant = izmir.ask({ qty: 2, cards: mixed });
    expect(grant).toMatchObject({ verdict: 'grant', qty: 2 });
    for (const decision of [grant, izmir.ask({ qty: 1, cards: mixed })]) {
      expect(decision).not.toHaveProperty('remaining');
      expect(decision).not.toHaveProperty('nextAt');
    }
  });

  it('is that a typed number has no share now, or why it has none at all', async () => {
    const { izmir } = await deskOf();
    const typed = [{ scheme: 'tckn', id: first, entry: 'typed' } as const];
    izmir.ask({ cards: [tapped(first)] });
    const words = { language: 'en', timeZone: 'Europe/Istanbul' } as const;
    const none = izmir.ask({ cards: typed });
    expect(none.message).toBe(displayText('quotaHidden', 'en'));
    const unknown = izmir.ask({ cards: typed, product: 'made-up' });
    expect(unknown.message).toBe(refusal('', 'no-policy', words).message);
    expect(none.message).not.toBe(unknown.message);
  });

  it('is a whole sentence to a typed number, which learns no day of its owner', async () => {
    // A Wednesday noon in Istanbul; the first number ends in 6.
    const day = { opening: { hours: [{ days: ['wednesday' as const], from: '09:00', to: '18:00' }] } };
    const turns = { by: 'lastDigit' as const, times: [{ days: ['monday' as const], digits: [6] }] };
    const typed = [{ scheme: 'tckn', id: first, entry: 'typed' } as const];
    const { izmir } = await deskOf(policyOf({ ...day, turns }));
    const other = izmir.ask({ cards: typed });
    expect(other).toMatchObject({ reason: 'not-your-day', message: displayText('notYourDayUndated', 'en') });
    const night = izmir.ask({ cards: typed }, origin + 10 * 3_600_000);
    expect(night).toMatchObject({ reason: 'closed', message: displayText('closedUndated', 'en') });
    const open = await deskOf(policyOf(day));
    expect(open.izmir.ask({}, origin + 10 * 3_600_000).message).toMatch(/^Closed\. Opens \w+/);
  });

  it('is when to come back, or that there is no more where no day will come', async () => {
    const { izmir } = await deskOf(
      policyOf({
        rules: [{ id: 'tiny', products: ['adult'], limit: 4, window: { rolling: { days: 7 } } }],
      }),
    );
    const refused = izmir.ask();
    expect(refused).not.toHaveProperty('nextAt');
    const words = { language: 'en', timeZone: 'UTC' } as const;
    expect(refused.message).toBe(refusal('', 'quota', words).message);
    expect(refusal('', 'quota', words, origin).message).toMatch(/Wed 20 May 09:00/);
    expect(refusal('', 'quota', words).message).not.toMatch(/\d/);
    expect(refusal('', 'busy', words).message).not.toBe(refused.message);
  });

  it('is in the machine’s language, or the policy’s, or else in Turkish', () => {
    const policy = {
      version: 1,
      ...completePolicy(policyOf({ language: 'zh-TW', timeZone: 'Asia/Taipei' })),
    };
    expect(wordsFor('en', policy)).toEqual({ language: 'en', timeZone: 'Asia/Taipei' });
    expect(wordsFor(undefined, policy)).toEqual({ language: 'zh-TW', timeZone: 'Asia/Taipei' });
    expect(wordsFor(undefined, undefined)).toEqual({ language: 'tr', timeZone: 'UTC' });
    expect(wordsFor('en', undefined)).toEqual({ language: 'en', timeZone: 'UTC' });
  });

  it('is in the policy’s language at a machine without one of its own', async () => {
    const { izmir, rows } = await deskOf(policyOf({ language: 'zh-TW' }));
    rows('UPDATE machines SET language = NULL RETURNING id');
    izmir.ask();
    expect(izmir.ask({}, origin + dayMs).message).toMatch(/[一-龥]/);
  });
});

describe('why it was decided so', () => {
  it('is kept with each decision: the rules that bore on it, and what they held', async () => {
    const { izmir, ledger } = await deskOf(policyOf({ cards: 2 }));
    const [granted, refused, odd] = [randomUUID(), randomUUID(), randomUUID()];
    izmir.ask({ txn: granted });
    izmir.ask({ txn: refused, cards: [tapped(first)] }, origin + 7);
    izmir.ask({ txn: odd, product: 'made-up' });
    const weekly = (used: number, holds: boolean) => [{ rule: 'weekly', card: 1, allowed: 5, used, holds }];
    const common = { machine: 'izmir-1', policy: 1, product: 'adult', dispensed: null };
    expect(ledger.why('izmir-1', granted)).toEqual({
      ...{ ...common, txn: granted, state: 'reserved', items: 1, verdict: 'grant', reason: null },
      ...{ decidedAt: new Date(origin).toISOString(), bearings: weekly(0, false) },
    });
    expect(ledger.why('izmir-1', refused.toUpperCase())).toMatchObject({
      ...{ ...common, txn: refused, state: 'refused', items: 0, verdict: 'refuse', reason: 'quota' },
      bearings: weekly(5, true),
    });
    expect(ledger.why('izmir-1', odd)).toMatchObject({ reason: 'no-policy', bearings: [] });
    izmir.send(izmir.vend(granted));
    expect(ledger.why('izmir-1', granted)).toMatchObject({
      ...{ state: 'settled', dispensed: 1, bearings: weekly(0, false) },
    });
  });

  it('is not known of what nobody asked for, and is no question of another machine', async () => {
    const { izmir, ledger } = await deskOf();
    const txn = randomUUID();
    izmir.send(izmir.vend(txn, { authority: 'offline' }));
    expect(ledger.why('izmir-1', txn)).toMatchObject({
      verdict: null,
      reason: null,
      decidedAt: null,
      bearings: [],
    });
    expect(ledger.why('izmir-2', txn)).toBeUndefined();
    expect(ledger.why('izmir-1', randomUUID())).toBeUndefined();
  });
});
