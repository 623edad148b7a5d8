import type { NewVisit, VisitSlot } from '../../protocol/http/restock.ts';
import { millisOf } from '../../protocol/mqtt/fields.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { PlannedSlot } from '../fleet/machine-store.ts';
import { maxOpenCommands } from '../fleet/order-rules.ts';
import type { Given } from '../fleet/orders.ts';
import { countProblem } from './rules.ts';
import type { Fleet, Setting } from './setting.ts';
import type { VisitRow, VisitStore } from './visit-store.ts';

/** Why a visit was not saved; nothing has changed then. */
export interface VisitRefusal {
  readonly code:
    | 'MACHINE_UNKNOWN'
    | 'VISIT_UNKNOWN'
    | 'VISIT_DIFFERS'
    | 'VISIT_INVALID'
    | 'TOO_MANY_WAITING'
    | 'NOTHING_TO_SEND';
  readonly message: string;
}

export interface SavingDeps {
  readonly visits: VisitStore;
  readonly setting: Setting;
  readonly fleet: Fleet;
  readonly audit: AuditStore;
  readonly products: (nowMs: number) => readonly string[];
  /** Commands of a machine that are open, but for the set-stock of these slots. */
  readonly openBeside: (machine: string, slots: readonly number[], wallMs: number) => number;
}

/** Saves a visit and orders what follows from it, in the caller's database transaction. Undefined: done, or done before. */
export function createSaving(deps: SavingDeps) {
  const { visits, setting, fleet, audit } = deps;

  return (visit: NewVisit, given: Given): VisitRefusal | undefined => {
    const { nowMs, wallMs, actor } = given;
    const id = visit.id.toLowerCase();
    const content = contentOf(visit);
    const known = visits.find(id);
    if (known !== undefined)
      return known.content === content
        ? undefined
        : { code: 'VISIT_DIFFERS', message: 'A visit with this id was saved with other content.' };
    const plan = fleet.plan(visit.machine, nowMs);
    if (plan === undefined) return { code: 'MACHINE_UNKNOWN', message: 'There is no such machine.' };
    const problem = problemOf(visit, plan, nowMs);
    if (problem !== undefined) return { code: 'VISIT_INVALID', message: problem };
    const slots = visit.slots.map(({ slot }) => slot);
    if (deps.openBeside(visit.machine, slots, wallMs) + slots.length > maxOpenCommands)
      return { code: 'TOO_MANY_WAITING', message: 'Too many commands wait for this machine already.' };

    const { machine, note = '' } = visit;
    // A phone that is ahead has not counted in the future.
    const countedAtMs = Math.min(millisOf(visit.at), Math.floor(nowMs));
    const row: VisitRow = {
      ...{ id, machine, machineName: machine, actor, note, content },
      ...{ countedAtMs, savedAtMs: Math.floor(nowMs) },
    };
    visits.add(row);
    const untilMs = setting.countedUntil(machine, countedAtMs);
    const differs = visit.slots.reduce((sum, one) => sum + order(row, one, plan, untilMs, given), 0);
    const sumOf = (what: 'filled' | 'removed') => visit.slots.reduce((sum, one) => sum + one[what], 0);
    fleet.visited(machine);
    audit.add(wallMs, {
      ...{ actor, action: 'visit-saved', subject: machine },
      detail: { visit: id, note, filled: sumOf('filled'), removed: sumOf('removed'), differs },
    });
    return undefined;
  };

  /** Orders what one slot is to hold; by how many items it differed from the books. */
  function order(
    visit: VisitRow,
    one: VisitSlot,
    plan: readonly PlannedSlot[],
    untilMs: number,
    given: Given,
  ): number {
    const { machine } = visit;
    const { slot, product, found, filled, removed } = one;
    const stock = visits.ledgerSlot(machine, slot)?.stock ?? null;
    const before = productOf(machine, slot, plan);
    const start = { mark: 0, adjusted: visits.lastVend(), stock: 0, command: '', applied: 0, rounds: 0 };
    const row = {
      ...{ visit: visit.id, machine, slot, product, found, filled, removed },
      productBefore: before === product ? null : before,
      // The books as they were at the count: what fell since is in them already.
      expected: stock === null ? null : stock + visits.fell(machine, slot, 0, untilMs),
    };
    setting.order(visit, { ...row, ...start }, given);
    return row.expected === null ? 0 : found - row.expected;
  }

  function productOf(machine: string, slot: number, plan: readonly PlannedSlot[]): string | null {
    const planned = plan.find((one) => one.slot === slot)?.product;
    return visits.ledgerSlot(machine, slot)?.product ?? planned ?? null;
  }

  function problemOf(visit: NewVisit, plan: readonly PlannedSlot[], nowMs: number): string | undefined {
    const products = deps.products(nowMs);
    for (const [at, one] of visit.slots.entries()) {
      const where = `Slot ${one.slot}: `;
      if (visit.slots.findIndex(({ slot }) => slot === one.slot) !== at) return `${where}it stands twice.`;
      if (!plan.some(({ slot }) => slot === one.slot)) return `${where}the machine has no such slot.`;
      if (!products.includes(one.product)) return `${where}there is no product ${one.product}.`;
      const problem = countProblem(one, productOf(visit.machine, one.slot, plan));
      if (problem !== undefined) return `${where}${problem}.`;
    }
    return undefined;
  }
}
export type Saving = ReturnType<typeof createSaving>;

/** What was saved, in one spelling. */
function contentOf({ machine, at, slots, note = '' }: NewVisit): string {
  const counts = slots.map(({ slot, product, found, filled, removed }) => [
    ...[slot, product, found, filled, removed],
  ]);
  return JSON.stringify([machine, at, counts, note]);
}
