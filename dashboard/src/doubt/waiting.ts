import type { Doubt } from '../../../protocol/http/doubt.ts';

/** Causes that no machine's word removes any more: an operator has to. */
const lasting: readonly Doubt['cause'][] = ['journal-gone', 'entries-lost', 'entries-unread'];

/** Whether nothing but an operator's word ends it (ledger.md, reservation). */
export const isLasting = ({ cause }: Pick<Doubt, 'cause'>): boolean => lasting.includes(cause);

/** What waits for an operator at one machine. */
export interface MachineDoubts {
  readonly machine: string;
  readonly machineName: string;
  readonly count: number;
  /** Masks that are held in cards' shares. */
  readonly masks: number;
  readonly oldest: string;
}

/** Doubts that only a person ends, a line a machine; where the oldest stands comes first. `doubts`: the oldest first. */
export function waitingByMachine(doubts: readonly Doubt[]): MachineDoubts[] {
  const found = new Map<string, MachineDoubts>();
  for (const doubt of doubts.filter(isLasting)) {
    const { machine, machineName, masks, since } = doubt;
    const known = found.get(machine) ?? { machine, machineName, count: 0, masks: 0, oldest: since };
    found.set(machine, { ...known, count: known.count + 1, masks: known.masks + masks });
  }
  return [...found.values()];
}
