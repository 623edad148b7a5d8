import type { Clock, Timer } from '../../protocol/base/clock.ts';

/** While it lasts, what may be given is looked at this often: maxHours end in the middle of it. */
export const lookEveryMs = 60_000;

export interface CutOffDeps {
  /** The network's time. */
  readonly clock: Clock;
  readonly online: () => boolean;
  /** Not connected, and only since a moment: nothing to tell citizens yet. */
  readonly settling: () => boolean;
  /** How long that lasts. */
  readonly settlingMs: number;
  /** What citizens are told may be wrong now. */
  readonly onChanged: () => void;
}

/** Whether the machine works under its offline rule, as citizens are told before they tap. */
export interface CutOff {
  /** Without a connection for more than a moment, or with one on which the last question was not answered. */
  is(): boolean;
  /** The connection is gone, or there is none yet. */
  lost(): void;
  /** A decision did not come in time (mqtt.md, authorize). */
  unanswered(): void;
  /** The server answers: with a decision, or with an ack. */
  answered(): void;
  stop(): void;
}

/** Keeps it, and tells of every change (mqtt.md, desired.offline). */
export function createCutOff(deps: CutOffDeps): CutOff {
  const { clock, onChanged } = deps;
  let isUnanswered = false;
  let timer: Timer | undefined;
  /** The connection of a bridge that stops is lost after this. */
  let isOver = false;

  const is = () => isUnanswered || (!deps.online() && !deps.settling());

  function watch(delayMs: number): void {
    timer?.cancel();
    if (isOver) return;
    timer = clock.after(delayMs, () => {
      onChanged();
      if (is()) watch(lookEveryMs);
    });
  }

  return {
    is,
    lost: () => watch(deps.settlingMs),
    unanswered() {
      isUnanswered = true;
      watch(lookEveryMs);
      onChanged();
    },
    answered() {
      isUnanswered = false;
      onChanged();
    },
    stop() {
      isOver = true;
      timer?.cancel();
    },
  };
}
