import type { Visit } from '../../protocol/http/restock.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { type KeptCommand, outcomeOf } from '../fleet/command-store.ts';
import type { VisitRow, VisitSlotRow } from './visit-store.ts';

/** A slot of a visit and the last command for it. */
export interface SlotWithCommand {
  readonly row: VisitSlotRow;
  readonly command: KeptCommand | undefined;
}

/** How far a slot is: only the machine's own journal says that it is done. */
export function slotStateOf(
  { row, command }: SlotWithCommand,
  wallMs: number,
): Pick<Visit['slots'][number], 'state' | 'code'> {
  if (row.applied === 1) return { state: 'done' };
  if (command === undefined) return { state: 'failed' };
  const { state, code } = outcomeOf(command, wallMs);
  // Done at the machine, and its entry is on the way here.
  return { state: state === 'done' ? 'waiting' : state, ...(code === undefined ? {} : { code }) };
}

/** A visit as pages show it. */
export function visitView(visit: VisitRow, slots: readonly SlotWithCommand[], wallMs: number): Visit {
  const { id, machine, machineName, actor, countedAtMs, savedAtMs, note } = visit;
  return {
    ...{ id, machine, machineName, actor, note },
    at: instantOf(countedAtMs),
    savedAt: instantOf(savedAtMs),
    slots: slots.map((one) => {
      const { slot, product, productBefore, found, filled, removed, expected, command, applied } = one.row;
      return {
        ...{ slot, product, productBefore, found, filled, removed, expected, command },
        difference: expected === null ? null : found - expected,
        applied: applied === 1,
        ...slotStateOf(one, wallMs),
      };
    }),
  };
}
