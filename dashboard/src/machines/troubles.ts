import type { MachineView } from '../../../protocol/http/fleet.ts';
import { faultsOf } from '../parts/slot-faults.ts';
import { isEmpty } from './machine-row.ts';

/** Something that is the matter with a machine; slots as the books number them, from 0. */
export type Trouble =
  | { readonly kind: 'line' }
  | { readonly kind: 'door'; readonly since: string | null }
  | { readonly kind: 'fault'; readonly fault: number }
  | { readonly kind: 'slotFault'; readonly slot: number; readonly fault: number }
  | { readonly kind: 'slotsFaulty' | 'slotsEmpty'; readonly n: number; readonly of: number };

/** Slots whose faults are told one by one; more are counted. */
const namedSlots = 3;

/**
 * What is the matter with a machine, the gravest first: what keeps all of it from giving, then its slots. A machine that
 * shows a fault always has one. Of one that is away it is what was so when it was heard last.
 */
export function troublesOf(machine: MachineView): Trouble[] {
  const { slots, online, line, doorOpen, doorOpenSince, faults } = machine;
  const faulty = slots.filter((slot) => faultsOf(slot).length > 0);
  const empty = slots.filter(({ stock }) => stock !== null && stock <= 0).length;
  const of = slots.length;
  return [
    ...(online && line === false ? [{ kind: 'line' } as const] : []),
    ...(doorOpen ? [{ kind: 'door', since: doorOpenSince } as const] : []),
    ...faults.map((fault) => ({ kind: 'fault', fault }) as const),
    ...(faulty.length > namedSlots
      ? [{ kind: 'slotsFaulty', n: faulty.length, of } as const]
      : faulty.flatMap((one) =>
          faultsOf(one).map((fault) => ({ kind: 'slotFault', slot: one.slot, fault }) as const),
        )),
    ...(empty > 0 && !isEmpty(machine) ? [{ kind: 'slotsEmpty', n: empty, of } as const] : []),
  ];
}
