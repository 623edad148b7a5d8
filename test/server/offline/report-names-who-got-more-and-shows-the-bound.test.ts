import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OfflineReport } from '../../../protocol/http/offline.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const hourMs = 3_600_000;
const policy = {
  ...defaultPolicy,
  offline: { mode: 'allow', perCard: 5, perMachine: 10, maxHours: 8 },
} as const;

async function city(machines: number) {
  const bench = await ledgerBench(policy);
  const some = Array.from({ length: machines }, (_, at) => bench.machine(`izmir-${at + 1}`));
  /** Tells an offline vend; `period`: the entry with which the machine's cut-off period began. */
  function vend(at: number, card: string, nowMs = origin, period?: number) {
    const machine = some[at] as (typeof some)[number];
    const [started, completed] = machine.vend(randomUUID(), { authority: 'offline', card });
    const cutOff = period === undefined ? {} : { cutOff: { epoch: machine.epoch, seq: period } };
    machine.send([{ ...started, ...cutOff } as never, completed as never], nowMs);
  }
  function report(machine?: string): OfflineReport {
    const question = { from: '2020-05-18', to: '2020-05-24', ...(machine === undefined ? {} : { machine }) };
    const answer = bench.ledger.offlineReport(question, origin);
    if (!answer.ok) throw new Error(answer.code);
    return answer.report;
  }
  const i3 = async () => (await verify(bench.db, undefined)).find(({ invariant }) => invariant === 'I3');
  return { ...bench, some, vend, report, i3 };
}

describe('the offline report', () => {
  it('of a card at many machines that were cut off names its pseudonym, limit, masks and debt, and the exact bound', async () => {
    const { rows, vend, report } = await city(4);
    for (let at = 0; at < 4; at++) vend(at, cards[0], origin + at, 1);
    vend(0, cards[1], origin, 1);
    const [{ pseudonym = '' } = {}] = rows<{ pseudonym: string }>(
      'SELECT lower(hex(card)) AS pseudonym FROM usage GROUP BY card ORDER BY COUNT(*) DESC LIMIT 1',
    );
    const found = report();
    expect(found).toMatchObject({ vends: 5, given: 25, kept: true, complete: true });
    expect(found.rule).toEqual({ perCard: 5, perMachine: 10, maxHours: 8 });
    // The first was within the limit of five in seven days; the bound counts every machine.
    expect(found.cards).toEqual([
      {
        ...{ card: pseudonym.slice(0, 32), product: 'adult', rule: policy.rules[0]?.id, limit: 5, given: 20 },
        ...{ over: 15, debt: 15, machines: 4, allowances: 4, bound: 20, kept: true },
      },
    ]);
    expect(found.machines[0]).toMatchObject({
      ...{ machine: 'izmir-1', vends: 2, given: 10, cards: 2, mostOfCard: 5, perCard: 5 },
      ...{ periods: 1, mostInPeriod: 10, perMachine: 10, waiting: 0, kept: true },
    });
    expect(JSON.stringify(found)).not.toMatch(/10000000146|12345678950/);
    expect(report('izmir-2')).toMatchObject({ vends: 1, machines: [{ machine: 'izmir-2' }] });
  });

  it('counts what was granted meanwhile elsewhere, as nobody knew of the vend yet', async () => {
    const { some, vend, report } = await city(2);
    const txn = randomUUID();
    const later = origin + hourMs;
    expect(some[1]?.ask({ txn, cards: [tapped(cards[0])] }, later).verdict).toBe('grant');
    some[1]?.send(some[1].vend(txn), later);
    // Told afterwards, dated before.
    vend(0, cards[0], origin, 1);
    expect(report().cards).toMatchObject([
      { given: 10, limit: 5, over: 5, debt: 5, machines: 1, bound: 5, kept: true },
    ]);
  });

  it('is empty where nobody was cut off, and where nobody got more than a limit', async () => {
    const { vend, report } = await city(1);
    expect(report()).toMatchObject({ vends: 0, machines: [], cards: [], kept: true });
    vend(0, cards[0]);
    expect(report()).toMatchObject({ vends: 1, cards: [], kept: true });
    expect(report().machines[0]).toMatchObject({ periods: 0, mostInPeriod: null });
  });

  it('forgives a card an allowance once maxHours have gone by since its last mask there, and not before', async () => {
    const { vend, report, i3 } = await city(1);
    vend(0, cards[0], origin);
    vend(0, cards[0], origin + 8 * hourMs + 1);
    expect(report()).toMatchObject({ kept: true, cards: [{ allowances: 2, bound: 10, over: 5 }] });
    vend(0, cards[0], origin + 9 * hourMs);
    expect(report()).toMatchObject({ kept: false, machines: [{ mostOfCard: 10, perCard: 5, kept: false }] });
    expect((await i3())?.breached).toBe(1);
  });

  it('tells a machine that gave more in one period than it may, and so does verify', async () => {
    const { vend, report, i3 } = await city(1);
    for (const [at, card] of cards.slice(0, 3).entries()) vend(0, card, origin + at, at < 2 ? 1 : 7);
    expect(report()).toMatchObject({ kept: true, machines: [{ periods: 2, mostInPeriod: 10 }] });
    expect(await i3()).toMatchObject({ breached: 0, looked: { 'cut-off periods': 2 } });
    vend(0, cards[3], origin + 3, 1);
    expect(report()).toMatchObject({ kept: false, machines: [{ mostInPeriod: 15, kept: false }] });
    expect((await i3())?.breaches).toEqual(['izmir-1 gave 15 masks in one cut-off period, 10 are allowed']);
  });

  it('says how much of a machine’s journal is not in yet', async () => {
    const { some, vend, report, ledger } = await city(1);
    vend(0, cards[0]);
    const state = {
      ...{ at: new Date(origin).toISOString(), serialNo: 'S', firmware: 'f', bootCount: 1, line: true },
      ...{ locked: false, doorOpen: false, faults: [], slots: [], desiredVersion: 1 },
      journal: { epoch: some[0]?.epoch ?? '', lastSeq: 40, acked: 2, oldest: 1 },
    };
    ledger.state('izmir-1', state, origin);
    expect(report().machines[0]).toMatchObject({ waiting: 38, online: false });
  });

  it.each([
    ['2020-05-20', '2020-05-18'],
    ['2020-02-31', '2020-03-02'],
    ['2020-01-01', '2020-05-18'],
  ])('from %s to %s is refused', async (from, to) => {
    const { ledger } = await city(1);
    expect(ledger.offlineReport({ from, to }, origin)).toEqual({ ok: false, code: 'DATES_INVALID' });
  });
});
