import type { CardFacts } from '../../protocol/identity/facts.ts';
import type { Policy } from './document.ts';
import { openFrom, type Schedule, scheduleOf, type Times } from './schedule.ts';

/** When a policy lets anybody come at all, and when each card may. */
export interface Hours {
  /** Undefined: day and night. */
  readonly opening: Schedule | undefined;
  /** When a card has its turn. Undefined: whenever it is open. `never`: it tells no digit, and such cards have none. */
  turnOf(facts: CardFacts): Schedule | 'never' | undefined;
}

const always = { from: '00:00', to: '24:00' } as const;

/** Made once for each policy: to find a stretch is dearer than all else of a decision. */
const made = new WeakMap<Policy, Hours>();

/** The hours of a policy. */
export function hoursOf(policy: Policy): Hours {
  const known = made.get(policy);
  if (known !== undefined) return known;
  const { opening, turns, timeZone } = policy;
  const byDigit = new Map<number, Schedule>();
  const hours: Hours = {
    opening: opening === null ? undefined : scheduleOf(opening.hours, opening.closed ?? [], timeZone),
    turnOf(facts) {
      if (turns === null) return undefined;
      const digit = turns.by === 'lastDigit' ? facts.lastDigit : lastDigitOf(facts.born?.slice(0, 4));
      if (digit === undefined) return turns.without === 'none' ? 'never' : undefined;
      let schedule = byDigit.get(digit);
      if (schedule === undefined) {
        const mine = turns.times.filter(({ digits }) => digits.includes(digit));
        schedule = scheduleOf(
          mine.map((times): Times => ({ ...always, ...times })),
          [],
          timeZone,
        );
        byDigit.set(digit, schedule);
      }
      return schedule;
    },
  };
  made.set(policy, hours);
  return hours;
}

const lastDigitOf = (year: string | undefined) => (year === undefined ? undefined : Number(year.at(-1)));

/**
 * The first instant from `atMs` on that suits all: each of `soonest` tells the first that suits it, from a given one on.
 * Undefined where one of them never does, or none is found in reach.
 */
export function soonestForAll(
  soonest: readonly ((fromMs: number) => number | undefined)[],
  atMs: number,
): number | undefined {
  let at = atMs;
  // Each round moves on by at least one change of one of them; a year has fewer.
  for (let round = 0; round < 1_000; round++) {
    const before = at;
    for (const next of soonest) {
      const found = next(at);
      if (found === undefined) return undefined;
      at = found;
    }
    if (at === before) return at;
  }
  return undefined;
}

/** The same as a step of {@link soonestForAll}; no schedule suits any instant. */
export const within = (schedule: Schedule | undefined) => (fromMs: number) =>
  schedule === undefined ? fromMs : openFrom(schedule, fromMs);
