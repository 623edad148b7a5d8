import type { MachineView } from '../../../protocol/http/fleet.ts';
import type { City } from '../live/use-city.ts';
import { faultsOf } from '../parts/slot-faults.ts';

/** What a list of machines needs, as a table or as cards. */
export interface MachineListProps {
  readonly machines: readonly MachineView[];
  readonly city: City;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (machines: readonly string[], yes: boolean) => void;
}

/** What of a machine does not serve, where the rest does: slots that are empty, and slots with a fault. */
export function slotTroubles({ slots }: MachineView): { readonly empty: number; readonly faulty: number } {
  const faulty = slots.filter((slot) => faultsOf(slot).length > 0).length;
  return { faulty, empty: slots.filter(({ stock }) => stock !== null && stock <= 0).length };
}

/** Whether nothing at all is left in it; what was never counted is not empty. */
export function isEmpty({ slots }: MachineView): boolean {
  return slots.length > 0 && slots.every(({ stock }) => stock !== null && stock <= 0);
}
