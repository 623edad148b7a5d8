import { fault, tone } from '../../protocol/serial/constants.ts';
import type { DemoMachine } from './machine.ts';

/** What happened in this run, as people at the machines saw it. */
export interface Counts {
  packs: number;
  refusals: number;
  jams: number;
  restocks: number;
  /** People who did not wait because the queue was too long. */
  left: number;
}

export const noCounts = (): Counts => ({ packs: 0, refusals: 0, jams: 0, restocks: 0, left: 0 });

/** Counts what a machine does. */
export function countAt(machine: DemoMachine, counts: Counts): void {
  machine.on((happening) => {
    if (happening.ev === 'drop') counts.packs++;
    else if (happening.ev === 'display' && happening.tone === tone.refused) counts.refusals++;
    else if (happening.ev === 'fault' && happening.fault === fault.jam) counts.jams++;
  });
}
