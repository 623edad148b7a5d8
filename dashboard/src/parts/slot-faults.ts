import type { SlotView } from '../../../protocol/http/fleet.ts';
import { fault } from '../../../protocol/serial/constants.ts';

/** The faults of a slot that a person has to mend; that it ran empty is told by its stock. */
export function faultsOf({ faults }: Pick<SlotView, 'faults'>): readonly number[] {
  return faults.filter((one) => one !== fault.empty);
}
