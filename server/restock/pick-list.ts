import type { MachineView } from '../../protocol/http/fleet.ts';
import type { PickList } from '../../protocol/http/restock.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { heldOf } from '../fleet/view.ts';

/** What to load: each slot up to its par, and in all by product. A slot that nobody knows anything of counts as empty. */
export function pickListOf(
  views: readonly MachineView[],
  piecesOf: (product: string) => number,
  nowMs: number,
): PickList {
  const totals = new Map<string, number>();
  const machines = views.map(({ id, name, district, slots }) => ({
    ...{ machine: id, name, district },
    slots: slots.flatMap((one) => {
      const { slot, product, par } = one;
      if (product === null) return [];
      const stock = heldOf(one) ?? 0;
      const load = Math.max(0, par - stock);
      totals.set(product, (totals.get(product) ?? 0) + load);
      return [{ slot, product, stock, par, load }];
    }),
  }));
  const rows = [...totals].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    at: instantOf(nowMs),
    machines,
    totals: rows.map(([product, items]) => ({ product, items, pieces: items * piecesOf(product) })),
  };
}
