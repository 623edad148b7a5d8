import type { Compared, Outcome } from '../../protocol/http/what-if.ts';
import { nameOf, type Would } from './replay.ts';
import type { PastRequest } from './request-log.ts';

/** What a request came to, in both worlds. Amounts in masks. */
export interface Both {
  readonly request: PastRequest;
  readonly would: Would;
  readonly district: string;
  readonly date: string;
  readonly happenedMasks: number;
  readonly wouldMasks: number;
}

/** Bits of what a card got in a place: it asked, it got something, it would have got something. */
const bit = { happened: 1, would: 2 } as const;

interface Sums {
  requests: number;
  readonly happened: { granted: number; refused: number; masks: number };
  readonly would: { granted: number; refused: number; masks: number };
}

const sums = (): Sums => ({
  requests: 0,
  happened: { granted: 0, refused: 0, masks: 0 },
  would: { granted: 0, refused: 0, masks: 0 },
});

/**
 * Adds up what came of requests: in all, by district, day and reason, and of how many cards each. What tells of fewer cards than
 * `minCards` is not told (k-anonymity).
 */
export function createTally(minCards: number) {
  const total = sums();
  const districts = new Map<string, Sums>();
  const numbers = new Map<string, number>();
  const days = new Map<string, { happened: number; would: number; cards: Set<string> }>();
  const reasons = new Map<string, { happened: number; would: number }>();
  /** Of each card, a number for each district where it asked: the district's, and two bits. A set each would take ten times the memory. */
  const cards = new Map<string, number[]>();

  function note(card: Uint8Array, district: number, got: number): void {
    const name = nameOf(card);
    const places = cards.get(name);
    if (places === undefined) {
      cards.set(name, [(district << 2) | got]);
      return;
    }
    const at = places.findIndex((place) => place >> 2 === district);
    if (at < 0) places.push((district << 2) | got);
    else places[at] = (places[at] as number) | got;
  }

  function numberOf(district: string): number {
    const known = numbers.get(district);
    if (known !== undefined) return known;
    numbers.set(district, numbers.size);
    return numbers.size - 1;
  }

  return {
    add({ request, would, district, date, happenedMasks, wouldMasks }: Both): void {
      const mine = entry(districts, district, sums);
      for (const one of [total, mine]) {
        one.requests++;
        one.happened[request.given > 0 ? 'granted' : 'refused']++;
        one.happened.masks += happenedMasks;
        one.would[would.given > 0 ? 'granted' : 'refused']++;
        one.would.masks += wouldMasks;
      }
      const day = entry(days, date, () => ({ happened: 0, would: 0, cards: new Set<string>() }));
      // Counted no further than it matters: a set of a day's million cards would be much memory for nothing.
      for (const { card } of request.cards)
        if (card !== undefined && day.cards.size < minCards) day.cards.add(nameOf(card));
      day.happened += happenedMasks;
      day.would += wouldMasks;
      if (request.reason !== null)
        entry(reasons, request.reason, () => ({ happened: 0, would: 0 })).happened++;
      if (would.reason !== null) entry(reasons, would.reason, () => ({ happened: 0, would: 0 })).would++;
      const got = (request.given > 0 ? bit.happened : 0) | (would.given > 0 ? bit.would : 0);
      const number = numberOf(district);
      for (const { card } of request.cards) if (card !== undefined) note(card, number, got);
    },

    result() {
      const whole = counts();
      const byNumber = [...numbers.keys()].map(counts);
      for (const places of cards.values()) {
        count(whole, places.reduce((all, place) => all | place, 0) & 3);
        for (const place of places) count(byNumber[place >> 2] as Counts, place & 3);
      }
      const places = toldOf(
        [...districts].map(([district, mine]) => ({
          district,
          ...compared(mine, byNumber[numbers.get(district) as number] as Counts),
        })),
        ({ cards }) => cards,
        minCards,
      );
      const dates = toldOf([...days], ([, { cards }]) => cards.size, minCards);
      return {
        total: compared(total, whole),
        districts: places.sort((a, b) => b.requests - a.requests),
        hidden: districts.size - places.length + days.size - dates.length,
        days: dates
          .map(([date, { happened, would }]) => ({ date, happened, would }))
          .sort((a, b) => (a.date < b.date ? -1 : 1)),
        reasons: [...reasons]
          .map(([reason, times]) => ({ reason, ...times }))
          .sort((a, b) => b.happened + b.would - (a.happened + a.would)),
      };
    },
  };
}

/** Those of enough cards; where one alone is too small, the next goes with it, as the sum of all would tell it. */
function toldOf<T>(all: readonly T[], cardsOf: (one: T) => number, minCards: number): T[] {
  const byCards = [...all].sort((a, b) => cardsOf(a) - cardsOf(b));
  const small = byCards.filter((one) => cardsOf(one) < minCards).length;
  return byCards.slice(small === 1 ? 2 : small);
}

interface Counts {
  cards: number;
  happened: number;
  would: number;
  cutOff: number;
  gained: number;
}

const counts = (): Counts => ({ cards: 0, happened: 0, would: 0, cutOff: 0, gained: 0 });

function count(into: Counts, got: number): void {
  into.cards++;
  if (got & bit.happened) into.happened++;
  if (got & bit.would) into.would++;
  if (got === bit.happened) into.cutOff++;
  if (got === bit.would) into.gained++;
}

function compared({ requests, happened, would }: Sums, of: Counts): Compared {
  const outcome = (one: Sums['happened'], cards: number): Outcome => ({ ...one, cards });
  return {
    ...{ requests, cards: of.cards, cutOff: of.cutOff, gained: of.gained },
    happened: outcome(happened, of.happened),
    would: outcome(would, of.would),
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
