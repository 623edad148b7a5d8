import type { Clock, Timer } from '../../protocol/base/clock.ts';

/** How long the motor takes for one item where nothing else is asked for. */
export const defaultItemMs = 800;
/** The part of a turn after which the item is past the drop sensor; in the rest the motor goes back home. */
const fallAt = 0.75;

/** A motor that turns for one item at a time. */
export interface Motor {
  turn(): void;
  /** Stops where it is: nothing falls any more. */
  halt(): void;
}

/** A motor on the clock's time: `fell`, then `home`, after each turn. */
export function createMotor({
  clock,
  itemMs,
  fell,
  home,
}: {
  clock: Clock;
  itemMs: number;
  fell: () => void;
  home: () => void;
}): Motor {
  let timer: Timer | undefined;
  return {
    turn() {
      timer?.cancel();
      timer = clock.after(itemMs * fallAt, () => {
        timer = clock.after(itemMs * (1 - fallAt), home);
        fell();
      });
    },
    halt() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
