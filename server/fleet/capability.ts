import type { AlarmStore } from '../alarms/alarm-store.ts';
import { createReportAlarms } from '../alarms/report-alarms.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { EntryNames } from '../ledger/entry-names.ts';
import type { Following } from '../ledger/following.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { Db } from '../store/open.ts';
import { createAssign } from './assign.ts';
import { createAssignmentStore } from './assignment-store.ts';
import { createCommandStore } from './command-store.ts';
import { createLackingAlarm } from './lacking.ts';
import { createMachineStore, type MachineStore } from './machine-store.ts';
import { createFleetOperations } from './operations.ts';
import { createOrders } from './orders.ts';
import { createSlotDayStore } from './slot-day-store.ts';
import { createTimelineStore } from './timeline-store.ts';
import { createViewStore } from './view-store.ts';
import { createViews } from './views.ts';

/** The fleet's side of the ledger's process: its stores, and what can be asked of them. */
export function createFleetCapability(
  db: Db,
  deps: {
    policies: PolicyStore;
    audit: AuditStore;
    alarms: AlarmStore;
    following: Following;
    names: EntryNames;
    /** Whether somebody of this name may operate machines. */
    mayOperate: (name: string) => boolean;
    /** Until when only tapped cards are served at a machine; undefined: numbers are, too. */
    numbersClosedUntil: (machine: string, nowMs: number) => number | undefined;
  },
) {
  const { policies, audit, alarms, following, names, mayOperate, numbersClosedUntil } = deps;
  const registry = createMachineStore(db);
  const tellLacking = createLackingAlarm(db, { machines: registry, policies, alarms });
  const holdReport = createReportAlarms(db, alarms);
  const machines: MachineStore = {
    ...registry,
    putState(machine, state, atMs) {
      registry.putState(machine, state, atMs);
      tellLacking(machine, state, atMs);
      holdReport(machine, state, atMs);
    },
  };
  const commands = createCommandStore(db);
  const days = createSlotDayStore(db, following);
  const orders = createOrders({ commands, machines, audit });
  const views = createViews({
    ...{ store: createViewStore(db, following.catchUp), days, policies, commands, numbersClosedUntil },
  });
  const assignments = createAssignmentStore(db);
  const assign = createAssign({ assignments, audit, isThere: views.isThere, mayOperate });
  const timeline = createTimelineStore(db, () => {
    following.catchUp();
    names.catchUp();
  });
  const operations = createFleetOperations({ views, timeline, commands, orders, assign, days, policies });
  return { machines, commands, assignments, days, orders, views, operations };
}
export type FleetCapability = ReturnType<typeof createFleetCapability>;
