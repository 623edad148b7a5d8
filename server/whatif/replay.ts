import { type Assumption, assumptions } from '../../protocol/http/what-if.ts';
import { type CardFacts, tellsOf } from '../../protocol/identity/facts.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import type { Policy } from '../policy/document.ts';
import { type CardView, evaluate } from '../policy/evaluate.ts';
import type { Usage } from '../policy/room.ts';
import type { KeptCard } from './pack.ts';
import type { PastRequest } from './request-log.ts';

/** What the other policy would have done with a request. `given` in items. */
export interface Would {
  readonly given: number;
  /** Why nothing; null where something. */
  readonly reason: string | null;
}

export interface ReplayDeps {
  readonly policy: Policy;
  /** What counted against a card before the period. */
  readonly historyBefore: (card: Uint8Array) => Usage[];
  /** Those of these lists that a card is on. */
  readonly listsWith: (card: Uint8Array, names: readonly string[]) => readonly string[];
}

interface Known {
  history: Usage[];
  readonly lists: readonly string[];
  readonly digit: number;
}

/** A history is looked through only now and then for what no window can reach any more. */
const pruneAt = 64;

/**
 * Asks a policy what it would have said to each of the requests of a period, in their order, each card with the history that it would
 * have had by then. Pure. It takes people as they came: whether others would have come, or at another time, is not known, nor what
 * was in stock.
 */
export function createReplay({ policy, historyBefore, listsWith }: ReplayDeps) {
  const named = [...policy.eligible, ...policy.blocked];
  const pieces = new Map(policy.products.map((product) => [product.id, product.pieces]));
  const ageless: Policy = { ...policy, rules: policy.rules.map(({ ages: _, ...rule }) => rule) };
  const aged = new Set(policy.rules.flatMap(({ ages, products }) => (ages === undefined ? [] : products)));
  const cards = new Map<string, Known>();
  const assumed = Object.fromEntries(assumptions.map((one) => [one, 0])) as Record<Assumption, number>;

  function knownOf(card: Uint8Array): Known {
    const name = nameOf(card);
    let known = cards.get(name);
    if (known === undefined) {
      const lists = named.length === 0 ? [] : listsWith(card, named);
      known = { history: historyBefore(card), lists, digit: digitOf(card) };
      cards.set(name, known);
    }
    return known;
  }

  function charge(card: Uint8Array, usage: Usage): void {
    const known = knownOf(card);
    known.history.push(usage);
    if (known.history.length % pruneAt === 0) {
      const reach = usage.atMs - longestMs;
      known.history = known.history.filter(({ atMs }) => atMs > reach);
    }
  }

  function viewOf({ scheme, entry, card }: KeptCard): CardView {
    if (card === undefined) return { scheme, entry, facts: {}, history: undefined, lists: [] };
    const { history, lists, digit } = knownOf(card);
    return { scheme, entry, facts: factsFor(scheme, digit), history, lists };
  }

  function judge(request: PastRequest): Would {
    const { product, qty, atMs } = request;
    const views = request.cards.map(viewOf);
    const told = new Set(request.cards.map(({ scheme }) => tellsOf(scheme)));
    const isTurned =
      policy.turns !== null && told.has(policy.turns.by === 'lastDigit' ? 'lastDigit' : 'born');
    const isAged = aged.has(product) && told.has('born');
    if (isTurned) assumed.digits++;
    if (isAged) assumed.ages++;
    const verdict = evaluate(isAged ? ageless : policy, { product, qty, cards: views, atMs });
    if (verdict.verdict === 'refuse') return { given: 0, reason: verdict.reason };
    const each = pieces.get(product) ?? 0;
    for (const [at, items] of verdict.charges.entries()) {
      const card = request.cards[at]?.card;
      if (items > 0 && card !== undefined) charge(card, { atMs, product, pieces: items * each });
    }
    return { given: verdict.qty, reason: null };
  }

  /** Of a voucher its batch decides, whatever the policy is; what fell for cards beside it counts, an item each (serial.md, The citizen's flow). */
  function leaveVouchers({ cards, given, reason, product, atMs }: PastRequest): Would {
    assumed.vouchers++;
    for (const { scheme, card } of cards.slice(0, given))
      if (scheme !== 'voucher' && card !== undefined)
        charge(card, { atMs, product, pieces: pieces.get(product) ?? 0 });
    return { given, reason };
  }

  return {
    /** What would have come of the next request. */
    take(request: PastRequest): Would {
      if (request.isOffline) {
        assumed.offline++;
        const [first] = request.cards;
        const given = request.given * (pieces.get(request.product) ?? 0);
        if (first?.card !== undefined)
          charge(first.card, { atMs: request.atMs, product: request.product, pieces: given });
        return { given: request.given, reason: null };
      }
      if (request.reason === 'machine-locked') {
        assumed.locked++;
        return { given: 0, reason: request.reason };
      }
      return request.cards.some(({ scheme }) => scheme === 'voucher')
        ? leaveVouchers(request)
        : judge(request);
    },
    /** Of how many requests something had to be assumed. */
    assumed,
  };
}

/** No window is longer (document.ts), in ms. */
const longestMs = 3660 * 24 * 3_600_000;

/** A pseudonym as the key of a map. */
export const nameOf = (card: Uint8Array): string =>
  Buffer.from(card.buffer, card.byteOffset, card.byteLength).toString('latin1');

/** A digit for a card of which none is kept: the same one each time, and every digit for a tenth of all cards. */
const digitOf = (card: Uint8Array): number => (((card[0] ?? 0) << 8) | (card[1] ?? 0)) % 10;

function factsFor(scheme: Scheme, digit: number): CardFacts {
  const told = tellsOf(scheme);
  // The last digit of a `tckn` is always even. Of a birth only the year's digit is made up; rules with ages are asked without them.
  const last = scheme === 'tckn' ? (digit * 2) % 10 : digit;
  return told === 'lastDigit' ? { lastDigit: last } : told === 'born' ? { born: `190${digit}-01-01` } : {};
}
