import type { Overview } from '../../../protocol/http/figures.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';

/** A slot as a visitor needs it; all in items. `expected`: by the ledger, null where nobody ever counted. */
export interface PlannedSlot {
  readonly slot: number;
  readonly product: string;
  readonly expected: number | null;
  readonly capacity: number;
  readonly par: number;
}

/** The names of products in every language of the pages. */
export type ProductNames = Overview['products'];

/** What one must know of a machine to visit it; small, so that a phone keeps it for where there is no network. */
export interface VisitPlan {
  readonly machine: string;
  readonly name: string;
  readonly district: string;
  /** The server's time of what is known. */
  readonly at: string;
  readonly slots: readonly PlannedSlot[];
  readonly products: ProductNames;
}

/** The plan of a visit; slots without a product are not counted, nothing belongs into them. */
export function planVisit(machine: MachineView, products: ProductNames, at: string): VisitPlan {
  const { id, name, district, slots } = machine;
  return {
    ...{ machine: id, name, district, at, products },
    slots: slots.flatMap(({ slot, product, stock, capacity, par }) =>
      product === null ? [] : [{ slot, product, expected: stock, capacity, par }],
    ),
  };
}
