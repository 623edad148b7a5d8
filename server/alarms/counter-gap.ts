import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { CounterStore } from '../ledger/counter-store.ts';

/**
 * Where a machine's dispenser counted otherwise than the books (ledger.md, I4), with nothing open and its journal in:
 * null where they agree, undefined where the report is of another moment.
 */
export function counterGap(
  counters: CounterStore,
  machine: string,
  state: MachineState,
): string | null | undefined {
  const gaps = counters.gaps(machine, state);
  if (gaps === undefined || gaps.length === 0) return gaps === undefined ? undefined : null;
  const told = gaps.map(
    ({ slot, counted, booked }) => `slot ${slot}: the dispenser counts ${counted}, the books ${booked}`,
  );
  return told.join('; ');
}
