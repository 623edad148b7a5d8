import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { Ask } from '../ledger/ask.ts';
import type { Bearing } from '../policy/account.ts';
import type { Policy } from '../policy/document.ts';
import type { Verdict } from '../policy/evaluate.ts';
import type { PastRequest } from '../whatif/request-log.ts';
import { createSliding } from './sliding.ts';
import { createVelocity, type Hold, type Seen, type Step } from './velocity.ts';

/** Why a machine gives nothing whatever the policy would say, and until when where that is known. */
export interface Held {
  readonly hold: Hold | 'cap';
  readonly untilMs: number | undefined;
  readonly bearing: Bearing;
}

/** A decision, as far as it is to be remembered. */
export interface Noted {
  readonly policy: Policy;
  readonly district: string;
  readonly verdict: Verdict;
  readonly held: Held | undefined;
  readonly pieces: number;
  readonly isFar: boolean;
}

export interface AbuseGuardDeps {
  /** What was decided in the last so many ms, in its order: after a start, what was seen is seen again. */
  readonly recent: (spanMs: number) => Iterable<PastRequest>;
  readonly piecesOf: (product: string) => number | undefined;
  readonly districtOf: (machine: string) => string;
  readonly policy: (atMs: number) => Policy | undefined;
  readonly alarms: Pick<AlarmStore, 'raise'>;
  /** When staff opened numbers at a machine last, and that they did: it is known after a start, too. */
  readonly opened: { of(machine: string): number | undefined; put(machine: string, atMs: number): void };
}

const hourMs = 3_600_000;
/** An alarm of one machine is not raised again so soon: it would bury the others. */
const alarmEveryMs = 15 * 60_000;

/**
 * Holds machines to what people can do and to their caps. What it knows is in memory, of the last hour, and is read from the kept
 * requests when it begins; a transaction that was rolled back is forgotten by beginning anew.
 */
export function createAbuseGuard(deps: AbuseGuardDeps) {
  let { velocity, given } = fresh();
  let isReady = false;
  const told = new Map<string, number>();

  function fresh() {
    const hour = () => createSliding(60_000, 60);
    return { velocity: createVelocity(), given: { machine: hour(), district: hour() } };
  }

  function ready(): void {
    if (isReady) return;
    isReady = true;
    ({ velocity, given } = fresh());
    const openedAt = new Map<string, number>();
    for (const past of deps.recent(hourMs)) {
      const policy = deps.policy(past.atMs);
      if (policy === undefined) continue;
      const district = deps.districtOf(past.machine);
      // It is read from the books, and an hour holds many requests of one machine.
      const opened = openedAt.get(past.machine) ?? deps.opened.of(past.machine) ?? Number.NEGATIVE_INFINITY;
      openedAt.set(past.machine, opened);
      if (past.atMs > opened) take(seenOf(past, district), policy);
      count(past, district, past.given * (deps.piecesOf(past.product) ?? 1));
    }
  }

  const take = (seen: Seen, { velocity: rules }: Policy): Step | undefined => velocity.note(seen, rules);

  function count(
    { machine, atMs }: Pick<PastRequest, 'machine' | 'atMs'>,
    district: string,
    pieces: number,
  ): void {
    if (pieces === 0) return;
    given.machine.add(machine, atMs, pieces);
    given.district.add(district, atMs, pieces);
  }

  function alarm(kind: Step | 'cap', machine: string, atMs: number): void {
    const key = `${kind} ${machine}`;
    const sinceMs = atMs - (told.get(key) ?? Number.NEGATIVE_INFINITY);
    // Less than none: the clock was set back.
    if (sinceMs >= 0 && sinceMs < alarmEveryMs) return;
    told.set(key, atMs);
    deps.alarms.raise(atMs, { ...alarmOf[kind], machine });
  }

  return {
    /** What holds a question before the policy is asked. */
    holds(ask: Ask, policy: Policy, district: string): Held | undefined {
      ready();
      const visit = { machine: ask.machine, district, atMs: ask.nowMs, ...entriesOf(ask.cards) };
      const hold = velocity.holds(visit, policy.velocity);
      return hold && { hold, untilMs: undefined, bearing: { rule: `velocity.${hold}`, holds: true } };
    },

    /** What holds a grant that the policy would give: the machine, or its district, has given what it may. */
    caps(ask: Ask, policy: Policy, district: string, pieces: number): Held | undefined {
      for (const kind of capped) {
        const name = kind === 'machine' ? ask.machine : district;
        const most = policy.caps[kind];
        const used = given[kind].sum(name, ask.nowMs);
        if (used + pieces <= most) continue;
        const bearing = { rule: `caps.${kind}`, allowed: most, used, holds: true };
        const untilMs = pieces > most ? undefined : given[kind].fallsTo(name, ask.nowMs, most - pieces);
        return { hold: 'cap', untilMs, bearing };
      }
      return undefined;
    },

    /** Takes in a decision. `pieces`: granted. */
    note(ask: Ask, { policy, district, verdict, held, pieces, isFar }: Noted): void {
      const { machine, nowMs: atMs } = ask;
      const seen = {
        ...{ machine, district, atMs, isFar, ...entriesOf(ask.cards) },
        isBad: ask.cards.some(({ pseudonym }) => pseudonym === undefined),
        cards: ask.cards.flatMap(({ near, pseudonym }) =>
          near === undefined || pseudonym === undefined
            ? []
            : [{ near, card: Buffer.from(pseudonym.card).toString('latin1') }],
        ),
        isGranted: verdict.verdict === 'grant' && ask.qty > 0,
        isSlowed: held?.hold === 'slow',
      };
      const step = take(seen, policy);
      count({ machine, atMs }, district, pieces);
      if (step !== undefined) alarm(step, machine, atMs);
      if (held?.hold === 'cap') alarm('cap', machine, atMs);
    },

    /** Until when numbers are closed at a machine; undefined: they are not. */
    closedUntil(machine: string, nowMs: number): number | undefined {
      ready();
      return velocity.closedUntil(machine, nowMs);
    },

    /** Opens numbers at a machine. False: they are not closed there. */
    reopen(machine: string, nowMs: number): boolean {
      ready();
      if (velocity.closedUntil(machine, nowMs) === undefined) return false;
      deps.opened.put(machine, nowMs);
      velocity.reopen(machine);
      // The next time is news again.
      told.delete(`numbers ${machine}`);
      return true;
    },

    /** What was noted since the last commit may not have happened. */
    forget(): void {
      isReady = false;
    },
  };
}
export type AbuseGuard = ReturnType<typeof createAbuseGuard>;

const capped = ['machine', 'district'] as const;

const entriesOf = (cards: readonly { readonly entry: string }[]) => ({
  isTyped: cards.some(({ entry }) => entry === 'typed'),
  isScanned: cards.some(({ entry }) => entry === 'scan'),
});

/** Of a request that is kept, its neighbourhoods and places are not known any more. */
const seenOf = ({ machine, atMs, cards, given, reason }: PastRequest, district: string): Seen => ({
  ...{ machine, district, atMs, cards: [], isFar: false, isGranted: given > 0, ...entriesOf(cards) },
  isBad: cards.some(({ card }) => card === undefined),
  // Of all that is refused as busy it is what happens to people; the other is a machine gone mad.
  isSlowed: reason === 'busy',
});

const alarmOf = {
  numbers: {
    kind: 'numbers-misused',
    detail: 'numbers were typed one after the other: only cards that are tapped are served there for a while',
  },
  asks: { kind: 'asks-too-fast', detail: 'more questions a minute than people can ask: the rest is refused' },
  cap: { kind: 'cap-reached', detail: 'the machine or its district has given what it may in an hour' },
} as const;
