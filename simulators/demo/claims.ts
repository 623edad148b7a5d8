import type { Clock } from '../../protocol/base/clock.ts';
import { fault } from '../../protocol/serial/constants.ts';
import type { DemoMachine } from './machine.ts';

/** Somebody who does not see the pack looks for it first. */
const looksMs = 8_000;

/**
 * Lets people say that they did not get what the machine counted (serial.md, CLAIM): where it was not sure itself, and now
 * and then where the pack lies behind the flap, as `claims` says for each.
 */
export function letClaim(machine: DemoMachine, clock: Clock, mishaps: { claims(): boolean }): void {
  machine.on((happening) => {
    if (happening.ev !== 'result' || happening.dispensed === 0) return;
    if (happening.fault !== fault.none || mishaps.claims()) clock.after(looksMs, () => machine.claim());
  });
}
