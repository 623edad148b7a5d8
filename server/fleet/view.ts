import type { MachineView, SlotView } from '../../protocol/http/fleet.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { fault } from '../../protocol/serial/constants.ts';
import { assignmentOf } from './assign.ts';
import { stillAssigned } from './assignment-store.ts';
import type { PlannedSlot } from './machine-store.ts';
import { emptyingAt, perDayOf, type UsualDay } from './pace.ts';
import type { SlotPace } from './slot-day-store.ts';
import { statusOf } from './status.ts';
import type { LedgerSlot, MachineRow } from './view-store.ts';

/** The moment of a view, and what holds for all machines in it. */
export interface Moment {
  readonly nowMs: number;
  readonly day: UsualDay;
  /** The policy's, for machines without their own. */
  readonly planogram: readonly PlannedSlot[];
}

/** What the ledger knows of one machine. */
export interface LedgerFacts {
  readonly slots: readonly LedgerSlot[];
  readonly paces: readonly SlotPace[];
  /** When its first journal came, in ms since 1970. */
  readonly begunMs: number | undefined;
}

/** Items that a slot holds: as the machine counts them itself, or else as the ledger does. Null: nobody knows. */
export function heldOf({ reported, stock }: Pick<SlotView, 'reported' | 'stock'>): number | null {
  return reported ?? (stock === null ? null : Math.max(0, stock));
}

/** Whether a fault stands that keeps a slot from giving what it holds. */
export function isFaulted({ faults }: { readonly faults: readonly number[] }): boolean {
  return faults.some((one) => one !== fault.empty);
}

/** A machine as pages show it. */
export function viewOf(machine: MachineRow, ledger: LedgerFacts, moment: Moment): MachineView {
  const { state, online, doorOpenAtMs } = machine;
  const { nowMs } = moment;
  const slots = (machine.plan ?? moment.planogram).map((planned) => slotOf(planned, machine, ledger, moment));
  const assigned = stillAssigned(machine.assigned, nowMs);
  const faults = faultsOf(state, undefined).filter((one) => one !== fault.empty);
  const locked = machine.locked || machine.quarantined || state?.locked === true;
  const status = statusOf(
    {
      ...{ known: state !== undefined, online, locked },
      line: state?.line ?? false,
      doorOpenForMs: doorOpenAtMs === null ? undefined : nowMs - doorOpenAtMs,
      attended: assigned !== undefined,
      faulted: faults.length > 0,
      slots: slots.map((slot) => ({
        held: heldOf(slot),
        par: slot.par,
        faulted: isFaulted(slot),
        emptyAtMs: slot.emptyAt === null ? undefined : Date.parse(slot.emptyAt),
      })),
    },
    nowMs,
  );
  const { id, name, district, lat, lon, seenAtMs, quarantined } = machine;
  return {
    ...{ id, name, district, lat, lon, status, online, locked, quarantined, faults, slots },
    seenAt: seenAtMs === null ? null : instantOf(seenAtMs),
    line: state?.line ?? null,
    doorOpen: state?.doorOpen ?? null,
    doorOpenSince: doorOpenAtMs === null ? null : instantOf(doorOpenAtMs),
    fill: fillOf(slots),
    emptyAt: slots.reduce<string | null>((first, { emptyAt }) => earlier(first, emptyAt), null),
    assigned: assignmentOf(assigned),
    masksToday: ledger.paces.reduce((sum, { today }) => sum + today, 0),
  };
}

function slotOf(planned: PlannedSlot, machine: MachineRow, ledger: LedgerFacts, moment: Moment): SlotView {
  const { slot, product, capacity, par = capacity } = planned;
  const told = machine.state?.slots.find((one) => one.slot === slot);
  const pace = ledger.paces.find((one) => one.slot === slot);
  const stock = ledger.slots.find((one) => one.slot === slot)?.stock ?? null;
  const reported = told?.stock ?? null;
  const { nowMs, day } = moment;
  const begun = [ledger.begunMs, pace?.firstAtMs].filter((one) => one !== undefined);
  const perDay = perDayOf(pace?.items ?? 0, begun.length === 0 ? null : Math.min(...begun), nowMs, day);
  const emptyAtMs = emptyingAt(heldOf({ reported, stock }) ?? 0, perDay, day, nowMs);
  return {
    ...{ slot, product, stock, reported, capacity, par },
    perDay: Math.round(perDay * 10) / 10,
    emptyAt: emptyAtMs === undefined ? null : instantOf(emptyAtMs),
    faults: faultsOf(machine.state, slot),
  };
}

/** The faults that stand of a slot, or those of the whole machine. */
function faultsOf(state: MachineRow['state'], slot: number | undefined): number[] {
  return (state?.faults ?? []).filter((one) => one.slot === slot).map((one) => one.fault);
}

function fillOf(slots: readonly SlotView[]): number | null {
  const known = slots.filter((slot) => heldOf(slot) !== null && slot.capacity > 0);
  if (known.length === 0) return null;
  const held = known.reduce((sum, slot) => sum + Math.min(heldOf(slot) ?? 0, slot.capacity), 0);
  return Math.round((held / known.reduce((sum, { capacity }) => sum + capacity, 0)) * 1000) / 1000;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
