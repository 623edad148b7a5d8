import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';
import type { Entry, Scheme } from '../../protocol/serial/constants.ts';
import type { Policy } from './document.ts';
import { earliestRoom, limitsFor, roomAt, type Usage } from './room.ts';

/** A card as the policy sees it: never its number. `history` is absent where the id itself was bad. */
export interface CardView {
  readonly scheme: Scheme;
  readonly entry: Entry;
  readonly history: readonly Usage[] | undefined;
}

/** What is asked of the policy. `qty` in items; 0 asks for the balance. */
export interface Question {
  readonly product: string;
  readonly qty: number;
  readonly cards: readonly CardView[];
  readonly atMs: number;
}

/** What the policy says. `qty` and `charges` (a card each) in items, `remaining` in pieces after the grant. */
export type Verdict =
  | {
      readonly verdict: 'grant';
      readonly qty: number;
      readonly charges: readonly number[];
      readonly remaining: number;
      readonly nextAtMs: number | undefined;
    }
  | {
      readonly verdict: 'refuse';
      readonly reason: RefusalReason;
      readonly remaining: number;
      readonly nextAtMs: number | undefined;
    };

/** Decides one request. Pure: the same policy, histories and instant give the same verdict. */
export function evaluate(policy: Policy, question: Question): Verdict {
  const product = policy.products.find((one) => one.id === question.product);
  if (product === undefined) return refuse('no-policy');
  if (question.cards.length > policy.cards) return refuse('too-many');
  // A typed or scanned number may be somebody else's: its balance is nobody's business (mqtt.md, authorize).
  if (question.qty === 0 && question.cards.some((card) => card.entry !== 'tap')) return refuse('bad-request');

  let wanted = question.qty;
  const cards = question.cards.map((card) => {
    const account = openAccount(policy, product.id, product.pieces, card, question.atMs);
    const items = Math.min(wanted, account.items);
    wanted -= items;
    return { ...account, charge: items };
  });
  const charges = cards.map((card) => card.charge);
  const qty = charges.reduce((sum, items) => sum + items, 0);
  const remaining = cards.reduce((sum, card) => sum + card.room - card.charge * product.pieces, 0);
  const nextAtMs =
    remaining >= product.pieces ? undefined : earliest(cards.map((card) => card.nextAtMs(card.charge)));

  const first = cards.find((card) => card.reason !== undefined)?.reason;
  const refused =
    question.qty === 0 ? cards.every((card) => card.reason && card.reason !== 'quota') : qty === 0;
  if (refused)
    return { verdict: 'refuse', reason: cards[0]?.reason ?? first ?? 'quota', remaining, nextAtMs };
  return { verdict: 'grant', qty, charges, remaining, nextAtMs };
}

interface Account {
  /** Pieces left, and whole items of them. */
  readonly room: number;
  readonly items: number;
  readonly reason: RefusalReason | undefined;
  /** When an item can be had once `charged` items were given now. */
  nextAtMs(charged: number): number | undefined;
}

function openAccount(policy: Policy, product: string, pieces: number, card: CardView, atMs: number): Account {
  const { history } = card;
  const none = (reason: RefusalReason): Account => ({ room: 0, items: 0, reason, nextAtMs: () => undefined });
  const limits = limitsFor(policy, product, card.scheme);
  if (history === undefined) return none('bad-id');
  if (limits.length === 0) return none('not-eligible');
  const room = roomAt(limits, history, atMs);
  const items = Math.floor(room / pieces);
  return {
    room,
    items,
    reason: items === 0 ? 'quota' : undefined,
    nextAtMs(charged) {
      const given = charged > 0 ? [...history, { atMs, product, pieces: charged * pieces }] : history;
      return earliestRoom(limits, given, atMs, pieces);
    },
  };
}

function refuse(reason: RefusalReason): Verdict {
  return { verdict: 'refuse', reason, remaining: 0, nextAtMs: undefined };
}

function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
