import { expect, test } from 'vitest';
import {
  countEnd,
  countStart,
  decideOffline,
  noCounts,
  type OfflineCounts,
} from '../../../firmware-bridge/offline/rule.ts';
import type { OfflineRule } from '../../../protocol/mqtt/messages/desired.ts';

const rule: OfflineRule = { mode: 'allow', perCard: 10, perMachine: 20, maxHours: 24 };
const hourMs = 3_600_000;
const inPeriod = (more: Partial<OfflineCounts> = {}, given = 0): OfflineCounts => ({
  ...noCounts,
  period: { startRunMs: 0, given, epoch: 'e', lastSeq: 1 },
  ...more,
});
const decide = (counts: OfflineCounts, tags: number[], at: OfflineRule = rule) =>
  decideOffline(
    counts,
    at,
    tags.map((tag) => ({ tag, scheme: 'uid' })),
    5,
  );

test('mode refuse gives nothing', () => {
  expect(decide(inPeriod(), [1], { ...rule, mode: 'refuse' })).toEqual({
    kind: 'refuse',
    shown: 'offlineRefused',
  });
});

test('a card gets at most perCard, and then hears that it had its share', () => {
  let counts = inPeriod();
  for (let n = 0; n < 2; n++) {
    expect(decide(counts, [7])).toEqual({ kind: 'allow', charges: [1] });
    counts = countEnd(countStart(counts, `t${n}`, [{ tag: 7, items: 1 }], 5), `t${n}`, 1);
  }
  expect(decide(counts, [7])).toEqual({ kind: 'refuse', shown: 'offlineUsed' });
  expect(decide(counts, [8])).toEqual({ kind: 'allow', charges: [1] });
});

test('a machine gives at most perMachine in a period', () => {
  expect(decide(inPeriod({}, 15), [1, 2])).toEqual({ kind: 'allow', charges: [1, 0] });
  expect(decide(inPeriod({}, 16), [1])).toEqual({ kind: 'refuse', shown: 'offlineRefused' });
});

test('nothing is given after maxHours of running time', () => {
  expect(decide(inPeriod({ runMs: 24 * hourMs }), [1]).kind).toBe('allow');
  expect(decide(inPeriod({ runMs: 24 * hourMs + 1 }), [1]).kind).toBe('refuse');
});

test("a card's count outlives the period, until maxHours of running time after its last vend", () => {
  const cards = [{ tag: 7, pieces: 10, lastRunMs: 0 }];
  expect(decide({ runMs: 24 * hourMs, cards }, [7]).kind).toBe('refuse');
  expect(decide({ runMs: 24 * hourMs + 1, cards }, [7]).kind).toBe('allow');
});

test('two cards with the same tag share one count', () => {
  expect(decide(inPeriod(), [7, 7, 7])).toEqual({ kind: 'allow', charges: [1, 1, 0] });
});

test('what did not fall is given back from the last card backward', () => {
  const charged = [
    { tag: 1, items: 1 },
    { tag: 2, items: 1 },
  ];
  const started = countStart(inPeriod(), 't', charged, 5);
  expect(started.period?.given).toBe(10);
  const ended = countEnd(started, 't', 1);
  expect(ended.period?.given).toBe(5);
  expect(ended.cards).toEqual([{ tag: 1, pieces: 5, lastRunMs: 0 }]);
  expect(ended.open).toBeUndefined();
  expect(countEnd(started, 'another', 0)).toEqual(started);
});

test('badges and vouchers get nothing unless the rule names them, and others nothing if it names only those', () => {
  const kinds = (schemes: string[] | undefined, cards: string[]) =>
    decideOffline(
      inPeriod(),
      { ...rule, ...(schemes && { schemes }) },
      cards.map((scheme, tag) => ({ tag, scheme })),
      5,
    );
  // That it was used elsewhere cannot be known here, and its holder is told so.
  expect(kinds(undefined, ['voucher'])).toEqual({ kind: 'refuse', shown: 'offlineVoucher' });
  expect(kinds(undefined, ['staff'])).toEqual({ kind: 'refuse', shown: 'offlineRefused' });
  expect(kinds(undefined, ['uid', 'voucher', 'tckn'])).toEqual({ kind: 'allow', charges: [1, 0, 1] });
  expect(kinds(['voucher'], ['voucher'])).toEqual({ kind: 'allow', charges: [1] });
  expect(kinds(['voucher', 'tckn'], ['uid', 'voucher'])).toEqual({ kind: 'allow', charges: [0, 1] });
  expect(kinds(['tckn'], ['uid'])).toEqual({ kind: 'refuse', shown: 'offlineRefused' });
});
