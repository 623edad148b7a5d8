import type { MachineView } from '../../../protocol/http/fleet.ts';
import type { City } from '../live/use-city.ts';

/** What a list of machines needs, as a table or as cards. */
export interface MachineListProps {
  readonly machines: readonly MachineView[];
  readonly city: City;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (machines: readonly string[], yes: boolean) => void;
}

/** Whether nothing at all is left in it; what was never counted is not empty. */
export function isEmpty({ slots }: MachineView): boolean {
  return slots.length > 0 && slots.every(({ stock }) => stock !== null && stock <= 0);
}
