import type { Call } from './wire.ts';

/**
 * Work beside decisions in one transaction: some 30 ms of it, which is how long a decision may have to wait for what
 * was begun before it.
 */
export const maxGroupWork = 256;

/** Calls that somebody stands in front of a machine for; they overtake everything else. */
export const isDecision = ({ name }: Pick<Call, 'name'>): boolean => name === 'authorize';

/** What a call is worth in work: a journal message as many as it has entries, anything else one. */
export function workOf({ name, args }: Pick<Call, 'name' | 'args'>): number {
  if (name !== 'journal') return 1;
  return Math.max(1, (args[1] as { entries: readonly unknown[] }).entries.length);
}

/**
 * Calls on their way to the database, in two lanes: decisions, and all the rest. When thousands of machines come
 * back at once with long journals, a person's tap must not wait behind them (mqtt.md: authorize is not queued behind
 * a journal). What is taken together keeps the order in which it was said.
 */
export function createLanes() {
  let [asks, rest]: [Call[], Call[]] = [[], []];
  let next = 0;

  return {
    push(call: Call): void {
      (isDecision(call) ? asks : rest).push(call);
    },

    get length() {
      return asks.length + rest.length - next;
    },

    /** Takes up to `most` decisions, and of the rest what fits into `work`. */
    take(most: number, work: number): Call[] {
      const taken = asks.splice(0, most);
      let left = work;
      for (let call = rest[next]; call !== undefined && left > 0; call = rest[next]) {
        left -= workOf(call);
        taken.push(call);
        next++;
      }
      // Cut off now and then: thousands may wait, and to move them all for each group would take its time.
      if (next > 1_000 || next === rest.length) {
        rest = rest.slice(next);
        next = 0;
      }
      return taken.sort((a, b) => a.id - b.id);
    },

    clear(): void {
      [asks, rest, next] = [[], [], 0];
    },
  };
}
