import type { EntryOf } from '../../protocol/mqtt/entries.ts';
import type { Alarm } from '../alarms/alarm-store.ts';
import type { PlannedSlot } from '../fleet/machine-store.ts';
import type { Given, Order } from '../fleet/orders.ts';
import { commandIdOf } from './command-id.ts';
import { clockToleranceMs, countedUntilMs, leftIn, longestVisitMs } from './rules.ts';
import type { VisitRow, VisitSlotRow, VisitStore } from './visit-store.ts';

/** Corrections of one slot of a visit, each for vends between an order and its execution; then a person has to look. */
export const maxRounds = 5;

/** What setting a slot's stock needs of the rest of the fleet. */
export interface Fleet {
  /** The planogram of a machine: its own or the policy's. Undefined: no such machine, or it is revoked. */
  plan(machine: string, nowMs: number): readonly PlannedSlot[] | undefined;
  setPlan(machine: string, plan: readonly PlannedSlot[]): void;
  /** False: it was not given. */
  order(order: Order, given: Given): boolean;
  /** Whether a set-stock of this slot waits for the machine. */
  stockWaits(machine: string, slot: number, wallMs: number): boolean;
  alarm(nowMs: number, alarm: Alarm): void;
  /** Somebody was there: whoever was to go there need not. */
  visited(machine: string): void;
}

/** Where a journal entry stands: whose it is, and when the server has it. */
export interface StockPlace {
  readonly machine: string;
  readonly nowMs: number;
  readonly wallMs: number;
}

/**
 * Makes the dispenser's stock what a visitor left there. set-stock says a stock as such, so whatever falls between the
 * count and its execution would come back into the books: it is told by the journal, in whose order the vends stand
 * before the `stock.set`, and is taken off again by another set-stock.
 */
export function createSetting(deps: { visits: VisitStore; fleet: Fleet }) {
  const { visits, fleet } = deps;

  /** From when on a vend fell after this count, as far as the journal tells by now. */
  function countedUntil(machine: string, countedAtMs: number): number {
    const fromMs = countedAtMs - longestVisitMs;
    // The visitor may leave hours after he counted, and his door tells more than his clock.
    const untilMs = countedAtMs + longestVisitMs + clockToleranceMs;
    return countedUntilMs(visits.doors(machine, fromMs, untilMs), countedAtMs);
  }

  /** What the count is held against, with what fell before it and came into the books only now. */
  function adjusted(row: VisitSlotRow, untilMs: number): number | null {
    const { machine, slot, expected } = row;
    if (expected === null || row.applied === 1) return expected;
    return expected - visits.fell(machine, slot, row.adjusted, 0, untilMs);
  }

  function issue(row: VisitSlotRow, actor: string, given: Given): boolean {
    const capacity = fleet.plan(row.machine, given.nowMs)?.find(({ slot }) => slot === row.slot)?.capacity;
    visits.putSlot(row);
    const { slot, product, stock, visit, machine, command } = row;
    const args = { slot, product, stock, capacity: capacity ?? stock, visit, staff: actor };
    return fleet.order(
      { id: command, machine, name: 'set-stock', args, reason: 'visit', unaudited: true },
      { ...given, actor },
    );
  }

  return {
    countedUntil,

    /** Orders what a slot holds by its count, less what fell since: the first time, or again. */
    order(visit: VisitRow, row: VisitSlotRow, given: Given): void {
      const untilMs = countedUntil(visit.machine, visit.countedAtMs);
      const mark = visits.lastVend();
      const stock = Math.max(0, leftIn(row) - visits.fell(row.machine, row.slot, 0, untilMs));
      const expected = adjusted(row, untilMs);
      const command = commandIdOf(row.visit, row.slot, row.rounds);
      issue({ ...row, command, stock, mark, expected, adjusted: mark }, visit.actor, given);
    },

    /**
     * The machine has set a slot's stock for a visit, and has told everything that fell before. True: another order
     * was given, or the machine's planogram is another now.
     */
    journaled(entry: EntryOf<'stock.set'>, { machine, nowMs, wallMs }: StockPlace): boolean {
      const id = entry.visit?.toLowerCase();
      const visit = id === undefined ? undefined : visits.find(id);
      const row = visit && visits.slot(visit.id, entry.slot);
      // An order of this visit that another has followed changes nothing: the other is on its way.
      if (visit === undefined || row === undefined) return false;
      if (row.machine !== machine || entry.after !== row.stock) return false;
      const untilMs = countedUntil(machine, visit.countedAtMs);
      const mark = visits.lastVend();
      const missed = visits.fell(machine, row.slot, row.mark, untilMs);
      const expected = adjusted(row, untilMs);
      const applied = { ...row, expected, adjusted: mark, mark, applied: 1 };
      visits.putSlot(applied);
      const replanned = replan(machine, entry.slot, entry.product, nowMs);
      if (missed === 0 || fleet.stockWaits(machine, row.slot, wallMs)) return replanned;
      const rounds = row.rounds + 1;
      const stock = Math.max(0, entry.after - missed);
      const command = commandIdOf(row.visit, row.slot, rounds);
      const { actor } = visit;
      const next = { ...applied, rounds, stock, command };
      if (rounds <= maxRounds && issue(next, actor, { actor, nowMs, wallMs })) return true;
      const detail = `slot ${row.slot}: ${missed} items fell while its stock was set for visit ${visit.id}: count it again`;
      fleet.alarm(nowMs, { kind: 'stock-uncertain', machine, detail });
      return replanned;
    },
  };

  /** A slot that holds another product now is planned so: `desired` would put its old product back (mqtt.md, desired). */
  function replan(machine: string, slot: number, product: string, nowMs: number): boolean {
    const plan = fleet.plan(machine, nowMs) ?? [];
    const planned = plan.find((one) => one.slot === slot);
    if (planned === undefined || planned.product === product) return false;
    fleet.setPlan(
      machine,
      plan.map((one) => (one.slot === slot ? { ...one, product } : one)),
    );
    return true;
  }
}
export type Setting = ReturnType<typeof createSetting>;
