import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CaseWord, ClaimCase, DisputeCase } from '../../../protocol/http/cases.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const minuteMs = 60_000;
const name = { tr: 'Çıkmadı', en: 'Nothing came', 'zh-TW': '沒有掉出' };
const policy = {
  ...defaultPolicy,
  appeals: [
    { id: 'not-received', items: 1, name },
    { id: 'disputed', items: 1, name },
  ],
  claims: { appeal: 'not-received' },
};

async function bench(document: Parameters<typeof ledgerBench>[0] = policy) {
  const found = await ledgerBench(document);
  const { ledger, machine, rows } = found;
  const izmir = machine('izmir-1');
  const given = (nowMs: number) => ({ actor: 'Ayşe', nowMs, wallMs: nowMs });
  return {
    ...found,
    izmir,
    /** A card's share, granted and fallen; `fault` as the drop sensor told it. */
    vend(card: string, options: { fault?: number; at?: number; by?: typeof izmir } = {}) {
      const { fault = 0, at = origin, by = izmir } = options;
      const txn = randomUUID();
      expect(by.ask({ txn, cards: [tapped(card)] }, at)).toMatchObject({ verdict: 'grant' });
      const [began, ended] = by.vend(txn, { card });
      by.send([began as never, { ...(ended as object), fault } as never], at);
      return txn;
    },
    claim: (txn: string, at = origin + minuteMs) =>
      izmir.send(izmir.write({ type: 'vend.claimed', txn: txn.toUpperCase() }), at),
    list: (nowMs = origin + minuteMs) => ledger.caseList(nowMs).cases,
    decide: (id: number, word: CaseWord['word'], nowMs = origin + 5 * minuteMs) =>
      ledger.decideCase(id, { word, reason: 'looked at the camera' }, given(nowMs)),
    /** The pseudonym that a card was charged under first. */
    who(card: string) {
      const seen = rows<{ card: Uint8Array; keyId: string }>(
        'SELECT card, key_id AS keyId FROM usage ORDER BY id',
      );
      const row = seen[cards.indexOf(card as (typeof cards)[number])];
      if (row === undefined) throw new TypeError('this card got nothing yet');
      return row;
    },
    given,
    audited: () =>
      rows<{ action: string; detail: string }>('SELECT action, detail FROM audit ORDER BY id').map(
        ({ action, detail }) => ({ action, ...(JSON.parse(detail) as object) }),
      ),
    displays: () =>
      ledger
        .openCommands('izmir-1', origin)
        .map(({ name, args }) => ({ name, ...(args as { text: string }) })),
    async breaches() {
      return (await verify(found.db, undefined)).filter(({ breached }) => breached > 0);
    },
  };
}

describe('a claim that nothing came out', () => {
  it('which the drop sensor speaks for gives the share again at once, at any machine, and says so on the display', async () => {
    const { izmir, machine, vend, claim, list, audited, displays, breaches } = await bench();
    const txn = vend(cards[0], { fault: 4 });
    expect(claim(txn, origin + 1_000)).toMatchObject({ ordered: true });
    expect(list()).toMatchObject([
      {
        ...{ kind: 'not-received', txn, verdict: 'given', why: 'sensor-unsure', given: 5, masks: 5 },
        ...{ decidedBy: 'policy', machineName: 'izmir-1', district: 'Konak', slot: 0, product: 'adult' },
      },
    ]);
    expect(audited()).toEqual([{ action: 'claim-given', txn, why: 'sensor-unsure', masks: 5 }]);
    expect(displays()).toEqual([
      { name: 'display', text: 'Sorry. Tap your card again, here or at another machine.', seconds: 20 },
    ]);
    const other = machine('izmir-2');
    expect(other.ask({}, origin + 2 * minuteMs)).toMatchObject({ verdict: 'grant', qty: 1 });
    expect(izmir.ask({}, origin + 3 * minuteMs)).toMatchObject({ reason: 'quota' });
    expect(await breaches()).toEqual([]);
  });

  it('is one case however often it is told, and nothing of the books changes by it', async () => {
    const { vend, claim, list, usage, booked } = await bench();
    const txn = vend(cards[0], { fault: 4 });
    const before = usage();
    claim(txn);
    expect(claim(txn)).toMatchObject({ applied: 1, ordered: false });
    expect(list()).toHaveLength(1);
    expect(usage()).toEqual(before);
    expect(booked()).toBe(1);
  });

  it('of a vend that went well waits for a person, who gives it again or does not', async () => {
    const { izmir, vend, claim, list, decide, displays, breaches } = await bench();
    claim(vend(cards[0]));
    claim(vend(cards[1]), origin + 2 * minuteMs);
    const [first, second] = list(origin + 3 * minuteMs) as [ClaimCase, ClaimCase];
    // The second has the first beside it, at the same slot; whoever looks at the first sees the second.
    expect([first.verdict, first.why, second.verdict, second.why]).toEqual([
      ...[null, 'others-claim', 'given', 'others-claim'],
    ]);
    expect(displays().map(({ text }) => text)).toEqual([
      'Noted. Look behind the flap; if nothing is there, show staff your card.',
      'Sorry. Tap your card again, here or at another machine.',
    ]);
    expect(decide(first.id, 'uphold')).toEqual({ decided: false, code: 'WORD_UNFIT' });
    expect(decide(first.id, 'give')).toEqual({ decided: true, outcome: { masks: 5 } });
    expect(decide(first.id, 'reject')).toEqual({ decided: false, code: 'CASE_DECIDED' });
    expect(decide(99, 'give')).toEqual({ decided: false, code: 'CASE_UNKNOWN' });
    expect(izmir.ask({}, origin + 6 * minuteMs)).toMatchObject({ verdict: 'grant', qty: 1 });
    expect(await breaches()).toEqual([]);
  });

  it('of a card that has claimed in the last months waits for a person, whatever the sensor says', async () => {
    const { vend, claim, list, izmir } = await bench();
    claim(vend(cards[0], { fault: 4 }));
    const again = randomUUID();
    const at = origin + 2 * minuteMs;
    izmir.ask({ txn: again }, at);
    const [began, ended] = izmir.vend(again);
    izmir.send([began as never, { ...(ended as object), fault: 4 } as never], at);
    claim(again, at + 1_000);
    expect(list(at + 1_000)[0]).toMatchObject({ txn: again, verdict: null, why: 'card-claims' });
  });

  it('of what did not fall is answered that nothing was taken; of a vend that nobody knows it makes no case', async () => {
    const { izmir, claim, list, displays } = await bench();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.vend(txn, { dispensed: 0 }));
    claim(txn, origin + 1_000);
    claim(randomUUID());
    expect(list()).toMatchObject([{ txn, verdict: 'nothing-taken', given: 0, masks: 0 }]);
    expect(displays().map(({ text }) => text)).toEqual([
      'Nothing came out. Nothing was taken from your share.',
    ]);
  });

  it('is heard of days later without a word on a display, where somebody else stands by then', async () => {
    const { izmir, vend, list, displays } = await bench();
    const told = izmir.write({ type: 'vend.claimed', txn: vend(cards[0], { fault: 4 }) });
    izmir.wait(2 * 86_400_000);
    izmir.send(told, origin + 2 * 86_400_000);
    expect(displays()).toEqual([]);
    expect(list()).toMatchObject([{ verdict: 'given', at: '2020-05-20T09:00:00.000Z' }]);
  });

  it('waits for a person where the policy says nothing of claims', async () => {
    const { claims: _, ...silent } = defaultPolicy;
    const { vend, claim, list } = await bench(silent);
    claim(vend(cards[0], { fault: 4 }));
    expect(list()).toMatchObject([{ verdict: null, why: 'no-rule' }]);
  });
});

describe('a share that somebody else took', () => {
  const order = (change: object = {}) => ({
    ...{ id: randomUUID(), scheme: 'tckn' as const, product: 'adult', items: 1, appeal: 'disputed' },
    ...{ grants: [] as number[], reason: 'was at home, 2 witnesses' },
    ...change,
  });

  it('is told coarsely to whoever has the card, and that somebody looked is written down without whose it was', async () => {
    const { ledger, vend, who, given, audited } = await bench();
    vend(cards[0], { at: origin + 17 * minuteMs });
    const look = ledger.lookAtCard(who(cards[0]), 'tckn', given(origin + 60 * minuteMs));
    expect(look.grants).toEqual([
      { ref: 1, district: 'Konak', product: 'adult', masks: 5, hour: '2020-05-20T09:00:00.000Z' },
    ]);
    expect(look.appeals.map(({ id, items }) => [id, items])).toEqual([
      ['not-received', 1],
      ['disputed', 1],
    ]);
    expect(audited()).toEqual([{ action: 'card-looked-at', scheme: 'tckn', grants: 1 }]);
  });

  it('gives a provisional share, once for one order; the disputes of one burst make one case', async () => {
    const { ledger, machine, vend, who, given, list, breaches, audited } = await bench();
    const far = machine('izmir-9');
    for (const [at, card] of cards.slice(0, 3).entries())
      vend(card, { at: origin + at * minuteMs, ...(at === 2 && { by: far }) });
    const now = given(origin + 60 * minuteMs);
    const first = order({ grants: [1] });
    expect(ledger.allowCard(who(cards[0]), first, now)).toEqual({
      done: true,
      allowed: { masks: 5, case: 1 },
    });
    expect(ledger.allowCard(who(cards[0]), first, now)).toEqual({
      done: true,
      allowed: { masks: 5, case: 1 },
    });
    expect(ledger.allowCard(who(cards[1]), order({ grants: [2] }), now)).toMatchObject({
      allowed: { case: 1 },
    });
    expect(ledger.allowCard(who(cards[2]), order({ grants: [3] }), now)).toMatchObject({
      allowed: { case: 2 },
    });
    const [burst, other] = list(now.nowMs) as [DisputeCase, DisputeCase];
    expect(burst).toMatchObject({
      ...{
        kind: 'already-collected',
        machine: 'izmir-1',
        disputes: 2,
        grants: 2,
        vends: 2,
        given: 10,
        verdict: null,
      },
      ...{ from: '2020-05-20T09:00:00.000Z', until: '2020-05-20T09:01:00.000Z' },
    });
    expect(other).toMatchObject({ machine: 'izmir-9', disputes: 1 });
    expect(far.ask({ cards: [tapped(cards[0])] }, now.nowMs + 1)).toMatchObject({ verdict: 'grant', qty: 1 });
    expect(await breaches()).toEqual([]);
    expect(audited().filter(({ action }) => action === 'allowance-given')).toHaveLength(3);
  });

  it('is upheld, or taken back for all of the burst: what was used of it by then counts against what comes', async () => {
    const { ledger, machine, vend, who, given, decide, breaches } = await bench();
    const other = machine('izmir-2');
    vend(cards[0]);
    vend(cards[1], { at: origin + minuteMs });
    const now = given(origin + 60 * minuteMs);
    ledger.allowCard(who(cards[0]), order({ grants: [1] }), now);
    ledger.allowCard(who(cards[1]), order({ grants: [2] }), now);
    const ask = (card: string, at: number) => other.ask({ cards: [tapped(card)] }, now.nowMs + at);
    expect(ask(cards[0], 1)).toMatchObject({ verdict: 'grant', qty: 1 });
    expect(decide(1, 'withdraw', now.nowMs + minuteMs)).toEqual({ decided: true, outcome: { masks: -10 } });
    expect(ask(cards[1], 2 * minuteMs)).toMatchObject({ verdict: 'refuse', reason: 'quota' });
    expect(await breaches()).toEqual([]);
  });

  it('cannot be one of another card, of no appeal or product, or more than the appeal lets; nothing changes then', async () => {
    const { ledger, vend, who, given, rows } = await bench();
    vend(cards[0]);
    vend(cards[1]);
    const now = given(origin + 60 * minuteMs);
    const told = [{ grants: [2] }, { appeal: 'none' }, { product: 'gold' }, { items: 2 }].map((change) =>
      ledger.allowCard(who(cards[0]), order(change), now),
    );
    expect(told).toEqual(
      ['GRANT_UNKNOWN', 'APPEAL_UNKNOWN', 'PRODUCT_UNKNOWN', 'APPEAL_TOO_MUCH'].map((code) => ({
        done: false,
        code,
      })),
    );
    expect(rows('SELECT * FROM allowances')).toEqual([]);
    expect(ledger.allowCard(who(cards[0]), order(), now)).toEqual({
      done: true,
      allowed: { masks: 5, case: null },
    });
  });
});
