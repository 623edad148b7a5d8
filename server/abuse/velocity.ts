import type { CompletePolicy } from '../policy/document.ts';
import { createSliding } from './sliding.ts';

export type VelocityRules = CompletePolicy['velocity'];

/** One question at a machine, as far as it tells about who stands there. Never a number. */
export interface Visit {
  readonly machine: string;
  readonly district: string;
  readonly atMs: number;
  /** One of its cards was typed; one was scanned. What is tapped was held in somebody's hand. */
  readonly isTyped: boolean;
  readonly isScanned: boolean;
}

/** A question with what came of it. */
export interface Seen extends Visit {
  /** A number that cannot be. */
  readonly isBad: boolean;
  /** Its cards that were not tapped, and the neighbourhoods of their numbers: keyed hashes, see `pseudonyms.ts`. */
  readonly cards: readonly { readonly card: string; readonly near: string }[];
  /** A card that was somewhere else too short a while ago. */
  readonly isFar: boolean;
  readonly isGranted: boolean;
  /** It was held because the number before it was typed a moment ago. */
  readonly isSlowed: boolean;
}

/** Why a machine does not answer as the policy says: too many questions, numbers too fast, numbers closed there. */
export type Hold = 'asks' | 'slow' | 'numbers';

/** What begins: numbers are closed at a machine, or it asks faster than people can. */
export type Step = Exclude<Hold, 'slow'>;

interface Machine {
  /** When it was seen last. */
  seenMs: number;
  /** Numbers one after the other, with no card that was tapped in between. */
  run: { score: number; bad: number; lastMs: number; hasScans: boolean };
  numbers: number[];
  near: { readonly card: string; readonly near: string }[];
  closed: { untilMs: number; scans: boolean; tries: number };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Whoever types the next number later than this is taken for somebody else. */
const runGapMs = 3 * minuteMs;
/** From this score on, a number takes as long as it takes to type one. */
const slowFrom = 3;
const slowMs = 15_000;
/** Numbers that cannot be, in a run, that count for nothing: people mistype. Each one after that counts twice. */
const badFree = 2;
/** Tries at closed numbers after which they stay closed for an hour. */
const triesFree = 3;
/** Neighbourhoods remembered of a machine. */
const maxNear = 64;
/** Machines of a district that have closed numbers before the others there bear half as much. */
const districtFrom = 3;

const noRun = (): Machine['run'] => ({
  ...{ score: 0, bad: 0, hasScans: false },
  lastMs: Number.NEGATIVE_INFINITY,
});

/**
 * Tells somebody with other people's numbers from people with their own cards, at each machine by itself (possession risk). Numbers
 * that are typed one after the other score, and so do numbers that cannot be, numbers beside each other, and a card that cannot have come
 * so far. Steps: numbers only as fast as hands type; none at all for a while, which staff may be asked about; none for an hour. A tapped
 * card is served whatever happens. Pure: it has no clock, and the same visits leave the same state.
 */
export function createVelocity() {
  const machines = new Map<string, Machine>();
  const closing = new Map<string, Map<string, number>>();
  const asks = createSliding(1_000, 60);

  function stateOf({ machine, district, atMs }: Visit): Machine {
    let state = machines.get(machine);
    if (state === undefined) {
      state = {
        seenMs: atMs,
        run: noRun(),
        numbers: [],
        near: [],
        closed: { untilMs: 0, scans: false, tries: 0 },
      };
      machines.set(machine, state);
    }
    if (atMs < state.seenMs) setBack(state, machine, district, state.seenMs - atMs);
    state.seenMs = atMs;
    return state;
  }

  /** The clock was set back: what was is as long ago as it was, and nothing is closed for longer. */
  function setBack(state: Machine, machine: string, district: string, byMs: number): void {
    state.run.lastMs -= byMs;
    state.numbers = state.numbers.map((at) => at - byMs);
    state.closed.untilMs -= byMs;
    if (closing.get(district)?.has(machine)) closing.get(district)?.set(machine, state.closed.untilMs);
  }

  function isDistrictUneasy(district: string, atMs: number): boolean {
    const closed = closing.get(district);
    if (closed === undefined) return false;
    for (const [machine, untilMs] of closed) if (untilMs <= atMs) closed.delete(machine);
    return closed.size >= districtFrom;
  }

  const isClosed = ({ closed }: Machine, visit: Visit) =>
    visit.atMs < closed.untilMs && (visit.isTyped || (closed.scans && visit.isScanned));

  function close(state: Machine, { machine, district, atMs }: Visit, forMs: number): void {
    state.closed.untilMs = Math.max(state.closed.untilMs, atMs + forMs);
    const closed = closing.get(district) ?? new Map<string, number>();
    closing.set(district, closed.set(machine, state.closed.untilMs));
  }

  /** What a visit adds to the run of numbers at its machine. */
  function scoreOf({ run, near }: Machine, seen: Seen): number {
    if (seen.isBad) run.bad++;
    const isNear = seen.cards.some((one) =>
      near.some((other) => other.near === one.near && other.card !== one.card),
    );
    const own = seen.isBad ? (run.bad > badFree ? 2 : 0) : Number(seen.isTyped);
    return own + Number(isNear) + 2 * Number(seen.isFar);
  }

  /** Whether a visit with a number is one more than its machine bears. */
  function isOver(state: Machine, visit: Visit, rules: VelocityRules): boolean {
    const { run, numbers } = state;
    const { atMs } = visit;
    const isNumber = visit.isTyped || (run.hasScans && visit.isScanned);
    if (!isNumber) return false;
    const most = isDistrictUneasy(visit.district, atMs) ? Math.ceil(rules.numbers / 2) : rules.numbers;
    const isRunFull = atMs - run.lastMs < runGapMs && run.score >= most;
    return isRunFull || numbers.filter((at) => at > atMs - hourMs).length >= rules.numbersAnHour;
  }

  return {
    /** Whether a visit is held before the policy is asked. */
    holds(visit: Visit, rules: VelocityRules): Hold | undefined {
      const state = stateOf(visit);
      const { atMs } = visit;
      if (asks.sum(visit.machine, atMs) >= rules.asks) return 'asks';
      if (isClosed(state, visit) || isOver(state, visit, rules)) return 'numbers';
      const { run } = state;
      const isRun = atMs - run.lastMs < runGapMs && (visit.isTyped || (run.hasScans && visit.isScanned));
      return isRun && run.score >= slowFrom && atMs - run.lastMs < slowMs ? 'slow' : undefined;
    },

    /** Until when numbers are closed at a machine; undefined: they are not. */
    closedUntil(machine: string, atMs: number): number | undefined {
      const untilMs = machines.get(machine)?.closed.untilMs ?? 0;
      return untilMs > atMs ? untilMs : undefined;
    },

    /** Staff looked, and numbers are taken there again: what came before is held against nobody. */
    reopen(machine: string): void {
      machines.delete(machine);
      for (const closed of closing.values()) closed.delete(machine);
    },

    /** Takes in a visit after its decision; the step that begins with it, if one does. */
    note(seen: Seen, rules: VelocityRules): Step | undefined {
      const state = stateOf(seen);
      const { atMs } = seen;
      asks.add(seen.machine, atMs, 1);
      const asked = asks.sum(seen.machine, atMs);
      if (asked > rules.asks) return undefined;
      if (asked === rules.asks) return 'asks';
      if (isClosed(state, seen)) {
        state.closed.tries++;
        close(state, seen, state.closed.tries > triesFree ? hourMs : rules.pauseMinutes * minuteMs);
        return undefined;
      }
      // Who is only asked to wait may try again at once, and that is held against nobody.
      if (seen.isSlowed) return undefined;
      if (isOver(state, seen, rules)) {
        state.closed = { untilMs: 0, scans: state.run.hasScans, tries: 0 };
        close(state, seen, rules.pauseMinutes * minuteMs);
        state.run = noRun();
        state.numbers = [];
        return 'numbers';
      }
      if (atMs - state.run.lastMs >= runGapMs) state.run = noRun();
      const score = scoreOf(state, seen);
      for (const one of seen.cards) state.near.push(one);
      state.near.splice(0, state.near.length - maxNear);
      if (seen.isTyped) state.numbers = [...state.numbers.filter((at) => at > atMs - hourMs), atMs];
      if (score > 0 || seen.isBad) {
        const { run } = state;
        run.score += score;
        run.lastMs = atMs;
        run.hasScans ||= seen.isScanned;
      } else if (seen.isGranted) {
        // Somebody with a card of their own was served in between.
        state.run = noRun();
      }
      return undefined;
    },
  };
}
export type Velocity = ReturnType<typeof createVelocity>;
