import type { Clock } from '../../protocol/base/clock.ts';
import { type DemoMachine, vendMs } from './machine.ts';

/** VEND's verdict: accepted (serial.md). */
const accepted = 0;

/** Lets items of this machine jam on their way, as `jams` says for each. */
export function letJam(machine: DemoMachine, clock: Clock, mishaps: { jams(): boolean }): void {
  machine.on((happening) => {
    if (happening.ev !== 'vend' || happening.verdict !== accepted || !mishaps.jams()) return;
    // Half way down: before the drop sensor sees it.
    clock.after(vendMs / 2, () => machine.jam(happening.slot));
  });
}
