import type { Clock, Timer } from '../protocol/base/clock.ts';
import { instantOf } from '../protocol/mqtt/fields.ts';
import type { MachineState } from '../protocol/mqtt/messages/state.ts';
import { statusFlag } from '../protocol/serial/constants.ts';
import type { Journal } from './journal/journal.ts';
import { hasFlag } from './serial/picture.ts';
import { isLocked, type MachineFacts } from './session/view.ts';

/** Changes that come together make one message. */
export const coalesceMs = 250;
/** A journal that holds this share of what it may is worth a state of its own. */
export const longShare = 0.8;
/** At a connect the dispenser gets this long to answer first: a state without slots would look like an empty machine. */
export const firstStateWaitMs = 2_000;

export interface ReporterDeps {
  readonly clock: Clock;
  /** The machine's own wall time in ms, for what the state tells. */
  readonly now: () => number;
  readonly journal: Journal;
  readonly facts: () => MachineFacts;
  readonly productOf: (code: number) => string | undefined;
  readonly publish: (state: MachineState) => Promise<void>;
}

export interface Reporter {
  /** Connected: the server has no state of this session yet. */
  online(): void;
  changed(): void;
  /** The journal grew, or some of it was acknowledged: told where that is news. */
  journalMoved(): void;
  /** Sends the state now. */
  now(): Promise<void>;
  stop(): void;
}

/** Publishes what the machine reports of itself, at once or soon after a change (mqtt.md, state). */
export function createReporter(deps: ReporterDeps): Reporter {
  const { clock, journal, facts, productOf, publish } = deps;
  let timer: Timer | undefined;
  let told = { isLong: false, isDrained: true };

  function state(): MachineState {
    const now = facts();
    const { picture, desired } = now;
    return {
      at: instantOf(deps.now()),
      serialNo: picture.serialNo,
      firmware: picture.firmware,
      bootCount: picture.bootCount,
      line: picture.line,
      locked: isLocked(now),
      doorOpen: hasFlag(picture, statusFlag.doorOpen),
      faults: [...picture.faults],
      slots: picture.slots.map(({ product, stock, capacity, vendCounter }, slot) => ({
        slot,
        product: productOf(product) ?? null,
        stock,
        capacity,
        vendCounter,
      })),
      desiredVersion: desired?.version ?? null,
      journal: { ...journal.state(), fill: fillOf(journal) },
    };
  }

  async function now(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    if (!facts().online) return;
    const said = state();
    told = standing();
    await publish(said);
  }

  /** What of the journal a person must hear of, and whether the server has all of it: then its books can be compared. */
  function standing(): { isLong: boolean; isDrained: boolean } {
    const { acked, lastSeq } = journal.state();
    return { isLong: journal.fill() >= longShare, isDrained: acked >= lastSeq };
  }

  function soon(delayMs: number): void {
    // What is lost with the connection is said again at the next one.
    timer ??= clock.after(delayMs, () => void now().catch(() => {}));
  }

  return {
    now,
    online() {
      timer?.cancel();
      timer = undefined;
      soon(facts().picture.serialNo === '' ? firstStateWaitMs : 0);
    },
    changed: () => soon(coalesceMs),
    journalMoved() {
      const { isLong, isDrained } = standing();
      if (isLong !== told.isLong || (isDrained && !told.isDrained)) soon(coalesceMs);
    },
    stop() {
      timer?.cancel();
    },
  };
}

/** The journal's fill, in thousandths: it is read by people. */
function fillOf(journal: Journal): number {
  return Math.round(journal.fill() * 1_000) / 1_000;
}
