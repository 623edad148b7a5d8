import { type Static, Type } from 'typebox';
import type { OfflineRule } from '../../protocol/mqtt/messages/desired.ts';

/** Tags are this many bits of an HMAC: too few to find a card by, a collision only refuses (mqtt.md, desired). */
export const tagBits = 20;
/** Cards that are counted at once; beyond it a card that is not among them is refused. */
export const maxCountedCards = 10_000;
const hourMs = 3_600_000;

const EntryName = Type.Object({ epoch: Type.String(), seq: Type.Integer({ minimum: 0 }) });
const Charge = Type.Object({ tag: Type.Integer(), pieces: Type.Integer({ minimum: 0 }) });

/** What the machine remembers of its cut-off vends. Pieces; running time in ms, on a scale that only runs while the bridge does. */
export const OfflineCounts = Type.Object({
  runMs: Type.Number({ minimum: 0 }),
  /** A cut-off period: since when, what was given in it, and the last entry whose acknowledgement ends it. */
  period: Type.Optional(
    Type.Object({
      startRunMs: Type.Number(),
      given: Type.Integer({ minimum: 0 }),
      epoch: Type.String(),
      lastSeq: Type.Integer({ minimum: 0 }),
      /** The entry with which it began: its name (mqtt.md, journal). */
      began: Type.Optional(EntryName),
    }),
  ),
  cards: Type.Array(Type.Object({ ...Charge.properties, lastRunMs: Type.Number() })),
  /** The vend under way, so that what does not fall can be given back, also after a restart. */
  open: Type.Optional(
    Type.Object({ txn: Type.String(), piecesPerItem: Type.Integer(), charges: Type.Array(Charge) }),
  ),
});
export type OfflineCounts = Static<typeof OfflineCounts>;

export const noCounts: OfflineCounts = { runMs: 0, cards: [] };

export type OfflineVerdict =
  | { readonly kind: 'allow'; readonly charges: readonly number[] }
  | { readonly kind: 'refuse'; readonly shown: 'offlineRefused' | 'offlineUsed' | 'offlineVoucher' };

/** A card as the rule sees it: what tells it from others, and its kind. */
export interface OfflineCard {
  readonly tag: number;
  readonly scheme: string;
}

/** Kinds of card that a rule must name: staff draw no share, and whether a voucher was used elsewhere cannot be known here. */
const neverImplied: readonly string[] = ['staff', 'voucher'];

const isMeant = ({ schemes }: OfflineRule, scheme: string): boolean =>
  schemes === undefined ? !neverImplied.includes(scheme) : schemes.includes(scheme);

/** Counts are kept until maxHours of running time after a card's last offline vend. */
export function withoutExpired(counts: OfflineCounts, rule: OfflineRule): OfflineCounts {
  const cards = counts.cards.filter((card) => counts.runMs - card.lastRunMs <= rule.maxHours * hourMs);
  return { ...counts, cards };
}

/** Pieces that a card which had nothing yet may have from a cut-off machine now; 0 where it gives nothing. */
export function roomOffline({ period, runMs }: OfflineCounts, rule: OfflineRule): number {
  if (rule.mode !== 'allow') return 0;
  if (period === undefined) return Math.min(rule.perCard, rule.perMachine);
  if (runMs - period.startRunMs > rule.maxHours * hourMs) return 0;
  return Math.max(0, Math.min(rule.perCard, rule.perMachine - period.given));
}

/** Whether, and how many items a card, a cut-off machine may give: one item a card that still has room for it. */
export function decideOffline(
  counts: OfflineCounts,
  rule: OfflineRule,
  cards: readonly OfflineCard[],
  piecesPerItem: number,
): OfflineVerdict {
  type Refusal = Extract<OfflineVerdict, { kind: 'refuse' }>;
  const refuse = (shown: Refusal['shown']): Refusal => ({ kind: 'refuse', shown });
  const { period } = counts;
  if (rule.mode !== 'allow') return refuse('offlineRefused');
  if (period !== undefined && counts.runMs - period.startRunMs > rule.maxHours * hourMs)
    return refuse('offlineRefused');
  const used = new Map(withoutExpired(counts, rule).cards.map((card) => [card.tag, card.pieces]));
  let left = rule.perMachine - (period?.given ?? 0);
  if (left < piecesPerItem) return refuse('offlineRefused');
  const meant = cards.filter(({ scheme }) => isMeant(rule, scheme));
  if (meant.length === 0)
    return refuse(cards.some(({ scheme }) => scheme === 'voucher') ? 'offlineVoucher' : 'offlineRefused');
  const charges = cards.map(({ tag, scheme }) => {
    if (!isMeant(rule, scheme)) return 0;
    const pieces = (used.get(tag) ?? 0) + piecesPerItem;
    const isNew = !used.has(tag);
    if (pieces > rule.perCard || piecesPerItem > left || (isNew && used.size >= maxCountedCards)) return 0;
    used.set(tag, pieces);
    left -= piecesPerItem;
    return 1;
  });
  return charges.some((items) => items > 0) ? { kind: 'allow', charges } : refuse('offlineUsed');
}

/** The counts rise at `vend.started`. */
export function countStart(
  counts: OfflineCounts,
  txn: string,
  charged: readonly { tag: number; items: number }[],
  piecesPerItem: number,
): OfflineCounts {
  const charges = charged
    .filter(({ items }) => items > 0)
    .map(({ tag, items }) => ({ tag, pieces: items * piecesPerItem }));
  return { ...add(counts, charges, counts.runMs), open: { txn, piecesPerItem, charges } };
}

/** …and fall by what did not fall, from the last card backward. */
export function countEnd(counts: OfflineCounts, txn: string, dispensed: number): OfflineCounts {
  const { open, ...rest } = counts;
  if (open?.txn !== txn) return counts;
  let fallen = dispensed * open.piecesPerItem;
  const back = open.charges.map(({ tag, pieces }) => {
    const kept = Math.min(pieces, fallen);
    fallen -= kept;
    return { tag, pieces: kept - pieces };
  });
  return add(rest, back);
}

function add(
  counts: OfflineCounts,
  charges: readonly { tag: number; pieces: number }[],
  lastRunMs?: number,
): OfflineCounts {
  const cards = new Map(counts.cards.map((card) => [card.tag, card]));
  for (const { tag, pieces } of charges) {
    const known = cards.get(tag);
    const sum = (known?.pieces ?? 0) + pieces;
    cards.set(tag, { tag, pieces: sum, lastRunMs: lastRunMs ?? known?.lastRunMs ?? counts.runMs });
  }
  const total = charges.reduce((sum, { pieces }) => sum + pieces, 0);
  const period = counts.period && { ...counts.period, given: Math.max(0, counts.period.given + total) };
  return {
    ...counts,
    ...(period === undefined ? {} : { period }),
    cards: [...cards.values()].filter((card) => card.pieces > 0),
  };
}
