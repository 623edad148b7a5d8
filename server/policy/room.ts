import type { Scheme } from '../../protocol/serial/constants.ts';
import type { Policy, Rule } from './document.ts';
import { ageAt, calendarOf, rollingMs } from './windows.ts';

/** Pieces of a product that count against a card at an instant: held, settled or owed. */
export interface Usage {
  readonly atMs: number;
  readonly product: string;
  readonly pieces: number;
}

/** A rule made ready: the most that any of its windows around an instant holds, and when that can next fall. */
export interface Limit {
  readonly rule: string;
  readonly products: readonly string[];
  readonly pieces: number;
  /** Pieces in the fullest of the rule's windows that hold `atMs`. */
  usedAround(history: readonly Usage[], atMs: number): number;
  /** The first instant after `atMs` at which `usedAround` may be lower; undefined if it can't change any more. */
  nextChange(history: readonly Usage[], atMs: number): number | undefined;
  /** How far back from `atMs` usage can bear on it. */
  reachMs(atMs: number): number;
}

/** Schemes that a rule without a list of its own does not mean: staff don't draw a share, vouchers are named. */
const neverImplied: readonly Scheme[] = ['staff', 'voucher'];

/** What rules tell cards apart by. `born`: YYYY-MM-DD, of a card that tells it. */
export interface CardClass {
  readonly scheme: Scheme;
  readonly born?: string | undefined;
}

/** The limits that bear on a product for a class of card at an instant. None at all: the card is not eligible for it. */
export function limitsFor(policy: Policy, product: string, card: CardClass, atMs: number): Limit[] {
  return policy.rules
    .filter((rule) => rule.products.includes(product) && means(rule, card, atMs, policy.timeZone))
    .map((rule) => limitOf(rule, policy.timeZone));
}

/** The limits of a product for any card: for a charge whose card's scheme is not known any more. */
export function limitsOf(policy: Policy, product: string): Limit[] {
  return policy.rules
    .filter((rule) => rule.products.includes(product))
    .map((rule) => limitOf(rule, policy.timeZone));
}

function means(
  { schemes, ages }: Rule,
  { scheme, born }: CardClass,
  atMs: number,
  timeZone: string,
): boolean {
  const isMeant = schemes === undefined ? !neverImplied.includes(scheme) : schemes.includes(scheme);
  if (!isMeant || ages === undefined) return isMeant;
  if (born === undefined) return ages.unknown ?? false;
  const age = ageAt(born, atMs, timeZone);
  return age >= (ages.from ?? 0) && age <= (ages.to ?? Number.POSITIVE_INFINITY);
}

function limitOf(rule: Rule, timeZone: string): Limit {
  const common = { rule: rule.id, products: rule.products, pieces: rule.limit };
  const mine = (usage: Usage) => rule.products.includes(usage.product);
  const length = rollingMs(rule.window);
  if (length !== undefined) {
    return { ...common, reachMs: (atMs) => atMs - length, ...rollingLimit(length, mine) };
  }
  if ('rolling' in rule.window) throw new TypeError('a rolling window has a length');
  const calendar = calendarOf(rule.window, timeZone);
  return {
    ...common,
    reachMs: (atMs) => calendar(atMs).start,
    usedAround(history, atMs) {
      const { start, end } = calendar(atMs);
      return sum(history, (usage) => mine(usage) && usage.atMs >= start && usage.atMs < end);
    },
    nextChange(history, atMs) {
      const { end } = calendar(atMs);
      // Another span helps only while this one holds something.
      return history.some((usage) => mine(usage) && usage.atMs < end) ? end : undefined;
    },
  };
}

function rollingLimit(
  length: number,
  mine: (usage: Usage) => boolean,
): Pick<Limit, 'usedAround' | 'nextChange'> {
  const upTo = (history: readonly Usage[], endMs: number) =>
    sum(history, (usage) => mine(usage) && usage.atMs > endMs - length && usage.atMs <= endMs);
  return {
    usedAround(history, atMs) {
      // Debts lie in the future: a window that ends at one of them may hold `atMs` too.
      const ends = history.filter((usage) => mine(usage) && usage.atMs > atMs && usage.atMs < atMs + length);
      return Math.max(upTo(history, atMs), ...ends.map((usage) => upTo(history, usage.atMs)));
    },
    nextChange(history, atMs) {
      const changes = history.flatMap((usage) =>
        mine(usage) && usage.atMs + length > atMs ? [usage.atMs + length] : [],
      );
      return changes.length === 0 ? undefined : Math.min(...changes);
    },
  };
}

/** Pieces that may still be given at an instant so that every window around it holds within its limit; never negative. */
export function roomAt(limits: readonly Limit[], history: readonly Usage[], atMs: number): number {
  return Math.max(0, Math.min(...limits.map((limit) => limit.pieces - limit.usedAround(history, atMs))));
}

/** The first instant from `fromMs` on with room for `need` pieces, to the millisecond; undefined: never. */
export function earliestRoom(
  limits: readonly Limit[],
  history: readonly Usage[],
  fromMs: number,
  need: number,
): number | undefined {
  if (limits.length === 0 || limits.some((limit) => limit.pieces < need)) return undefined;
  let atMs = fromMs;
  while (roomAt(limits, history, atMs) < need) {
    const full = limits.filter((limit) => limit.pieces - limit.usedAround(history, atMs) < need);
    const changes = full.flatMap((limit) => limit.nextChange(history, atMs) ?? []);
    if (changes.length === 0) return undefined;
    atMs = Math.min(...changes);
  }
  return atMs;
}

/**
 * Dates pieces that were given regardless of the limits: each at the earliest instant, not before `atMs`, at which
 * every window still holds within its limit (ledger.md, debt). Where no limit leaves any room ever, at `atMs`.
 */
export function placePieces(
  limits: readonly Limit[],
  history: readonly Usage[],
  atMs: number,
  product: string,
  pieces: number,
): Usage[] {
  const placed: Usage[] = [];
  let left = pieces;
  while (left > 0) {
    const known = [...history, ...placed];
    const earliest = earliestRoom(limits, known, atMs, 1);
    const at = earliest ?? atMs;
    const here = earliest === undefined ? left : Math.min(left, roomAt(limits, known, at));
    placed.push({ atMs: at, product, pieces: here });
    left -= here;
  }
  return placed;
}

function sum(history: readonly Usage[], counts: (usage: Usage) => boolean): number {
  return history.reduce((total, usage) => (counts(usage) ? total + usage.pieces : total), 0);
}

/** How far back from `atMs` usage can bear on any rule of a policy. */
export function reachOf(policy: Policy, atMs: number): number {
  return Math.min(...policy.rules.map((rule) => limitOf(rule, policy.timeZone).reachMs(atMs)));
}

const minuteMs = 60_000;
/** Farther than this nothing is promised. */
const farthestMs = 10 * 366 * 86_400_000;

/** From when on no rule of these policies counts what was charged at `atMs`, to the minute; undefined: not within ten years. */
export function countedUntil(policies: readonly Policy[], atMs: number, nowMs: number): number | undefined {
  const counts = (at: number) => policies.some((policy) => reachOf(policy, at) <= atMs);
  let [from, until] = [Math.max(nowMs, atMs), Math.max(nowMs, atMs) + farthestMs];
  if (counts(until)) return undefined;
  // What a rule has let go of it never counts again, so halving finds the place.
  while (until - from > 1) {
    const middle = Math.floor((from + until) / 2);
    if (counts(middle)) from = middle;
    else until = middle;
  }
  return Math.round(until / minuteMs) * minuteMs;
}
