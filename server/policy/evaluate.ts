import type { CardFacts } from '../../protocol/identity/facts.ts';
import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';
import type { Entry, Scheme } from '../../protocol/serial/constants.ts';
import { type Account, type Bearing, noAccount } from './account.ts';
import type { Policy } from './document.ts';
import { earliestRoom, limitsFor, roomAt, type Usage } from './room.ts';
import { hoursOf, soonestForAll, within } from './turns.ts';
import { openVoucher, type VoucherTerms } from './voucher.ts';

/** A card as the policy sees it: never its number. `history` is absent where the id itself was bad. */
export interface CardView {
  readonly scheme: Scheme;
  readonly entry: Entry;
  readonly facts: CardFacts;
  readonly history: readonly Usage[] | undefined;
  /** Those of the policy's lists that it is on. */
  readonly lists: readonly string[];
  /** Of a voucher, what its batch says; absent where the ledger knows none. Then `history` is all that it ever had. */
  readonly voucher?: VoucherTerms | undefined;
}

/** What is asked of the policy. `qty` in items; 0 asks for the balance. */
export interface Question {
  readonly product: string;
  readonly qty: number;
  readonly cards: readonly CardView[];
  readonly atMs: number;
}

/**
 * What the policy says, with every rule that bore on it. `qty` and `charges` (a card each) in items, `remaining` in pieces
 * after the grant; `nextAtMs`: the first instant at which an item can be had, where none is left now.
 */
export type Verdict = {
  readonly remaining: number;
  readonly nextAtMs: number | undefined;
  readonly bearings: readonly Bearing[];
} & (
  | {
      readonly verdict: 'grant';
      readonly qty: number;
      readonly charges: readonly number[];
      /** Rules whose alert a card has reached by it. */
      readonly alerts: readonly string[];
    }
  | { readonly verdict: 'refuse'; readonly reason: RefusalReason }
);

/** Decides one request. Pure: the same policy, histories and instant give the same verdict. */
export function evaluate(policy: Policy, question: Question): Verdict {
  const { qty: asked, atMs } = question;
  const product = policy.products.find((one) => one.id === question.product);
  if (product === undefined) return refuse('no-policy');
  if (question.cards.length > policy.cards) return refuse('too-many');
  // A typed or scanned number may be somebody else's: its balance is nobody's business (mqtt.md, authorize).
  if (asked === 0 && question.cards.some((card) => card.entry !== 'tap')) return refuse('bad-request');

  const accounts = question.cards.map((card) => openAccount(policy, product, card, atMs));
  const { opening } = hoursOf(policy);
  // What is left of a share can be asked at any hour.
  const isClosed = asked > 0 && opening !== undefined && !opening(atMs).open;
  const perVisit = product.perVisit ?? Number.POSITIVE_INFINITY;
  let wanted = isClosed ? 0 : Math.min(asked, perVisit);
  const charges = accounts.map(({ items }) => {
    const charge = Math.min(wanted, items);
    wanted -= charge;
    return charge;
  });
  const qty = charges.reduce((sum, items) => sum + items, 0);
  const charged = accounts.map((account, at) => ({ account, charge: charges[at] as number }));
  const remaining = charged.reduce(
    (sum, { account, charge }) => sum + account.room - charge * product.pieces,
    0,
  );
  const hasMore = !isClosed && charged.some(({ account, charge }) => account.items > charge);
  const nextAtMs = hasMore
    ? undefined
    : earliest(charged.map(({ account, charge }) => account.nextAtMs(charge)));
  const bearings: Bearing[] = [
    ...(opening === undefined || asked === 0 ? [] : [{ rule: 'opening', holds: isClosed }]),
    ...(asked > perVisit ? [{ rule: 'perVisit', allowed: perVisit * product.pieces, holds: false }] : []),
    ...accounts.flatMap(({ bearings }, at) => bearings.map((one) => ({ ...one, card: at + 1 }))),
  ];

  const reason = isClosed ? 'closed' : accounts[0]?.reason;
  const isRefused =
    asked === 0 ? accounts.every((account) => account.reason && account.reason !== 'quota') : qty === 0;
  if (isRefused) {
    const first = accounts.find((account) => account.reason !== undefined)?.reason;
    return { verdict: 'refuse', reason: reason ?? first ?? 'quota', remaining, nextAtMs, bearings };
  }
  const alerts = charged.flatMap(({ account, charge }) => (charge > 0 ? account.alertsBy(charge) : []));
  return { verdict: 'grant', qty, charges, alerts: [...new Set(alerts)], remaining, nextAtMs, bearings };
}

function openAccount(
  policy: Policy,
  { id: product, pieces }: Policy['products'][number],
  card: CardView,
  atMs: number,
): Account {
  const { history, scheme, facts, lists } = card;
  if (history === undefined) return noAccount('bad-id');
  const blocking = policy.blocked.filter((list) => lists.includes(list));
  if (blocking.length > 0) return noAccount('blocked', blocking);
  const hours = hoursOf(policy);
  if (scheme === 'voucher')
    return openVoucher(card.voucher, { id: product, pieces }, history, hours.opening, atMs);
  const isLetIn = policy.eligible.length === 0 || policy.eligible.some((list) => lists.includes(list));
  if (!isLetIn) return noAccount('not-eligible', policy.eligible);
  const limitsAt = (at: number) => limitsFor(policy, product, { scheme, born: facts.born }, at);
  const limits = limitsAt(atMs);
  const turn = hours.turnOf(facts);
  if (limits.length === 0 || turn === 'never') return noAccount('not-eligible');
  const hasTurn = turn === undefined || turn(atMs).open;
  const room = roomAt(limits, history, atMs);
  const items = hasTurn ? Math.floor(room / pieces) : 0;
  return {
    room,
    items,
    reason: hasTurn ? (items === 0 ? 'quota' : undefined) : 'not-your-day',
    bearings: [
      ...(turn === undefined ? [] : [{ rule: 'turns', holds: !hasTurn }]),
      ...limits.map((limit) => {
        const used = limit.usedAround(history, atMs);
        return { rule: limit.rule, allowed: limit.pieces, used, holds: limit.pieces - used < pieces };
      }),
    ],
    alertsBy(charged) {
      if (!policy.rules.some(({ alert }) => alert)) return [];
      const given = [...history, { atMs, product, pieces: charged * pieces }];
      const had = (rule: string) => limits.find((limit) => limit.rule === rule)?.usedAround(given, atMs) ?? 0;
      return policy.rules.flatMap(({ id, alert }) =>
        alert && limits.some(({ rule }) => rule === id) && had(alert.of ?? id) >= alert.at ? [id] : [],
      );
    },
    nextAtMs(charged) {
      const given = charged > 0 ? [...history, { atMs, product, pieces: charged * pieces }] : history;
      const room = (from: number) => earliestRoom(limitsAt(from), given, from, pieces);
      return soonestForAll([room, within(hours.opening), within(turn)], atMs);
    },
  };
}

function refuse(reason: RefusalReason): Verdict {
  return { verdict: 'refuse', reason, remaining: 0, nextAtMs: undefined, bearings: [] };
}

function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
