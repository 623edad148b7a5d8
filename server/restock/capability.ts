import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { FleetCapability } from '../fleet/capability.ts';
import type { Following } from '../ledger/following.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { Db } from '../store/open.ts';
import { createRestockOperations } from './operations.ts';
import { createSaving } from './saving.ts';
import { createSetting, type Fleet } from './setting.ts';
import { createVisitStore } from './visit-store.ts';

/** The restockers' side of the ledger's process: what follows from visits, and what can be asked of them. */
export function createRestockCapability(
  db: Db,
  deps: {
    fleet: FleetCapability;
    policies: PolicyStore;
    alarms: AlarmStore;
    audit: AuditStore;
    following: Following;
  },
) {
  const { policies, alarms, audit, following } = deps;
  const { machines, commands, assignments, orders, views } = deps.fleet;
  const visits = createVisitStore(db, following.catchUp);

  /** The slots whose set-stock waits for a machine; undefined stands for any other command. */
  const waiting = (machine: string, wallMs: number) =>
    commands
      .open(machine, wallMs)
      .map(({ name, args }) => (name === 'set-stock' ? (args as { slot: number }).slot : undefined));

  const fleet: Fleet = {
    plan(id, nowMs) {
      const machine = machines.find(id);
      if (machine === undefined || machine.revokedAtMs !== null) return undefined;
      return machine.slots ?? policies.current(nowMs)?.planogram ?? [];
    },
    setPlan: machines.setSlots,
    order: (order, given) => orders(order, given).given,
    stockWaits: (machine, slot, wallMs) => waiting(machine, wallMs).includes(slot),
    alarm: (nowMs, alarm) => alarms.raise(nowMs, alarm),
    visited: assignments.end,
  };
  const setting = createSetting({ visits, fleet });
  const saving = createSaving({
    ...{ visits, setting, fleet, audit },
    products: (nowMs) => (policies.current(nowMs)?.products ?? []).map(({ id }) => id),
    openBeside: (machine, slots, wallMs) =>
      waiting(machine, wallMs).filter((slot) => slot === undefined || !slots.includes(slot)).length,
  });
  const operations = createRestockOperations({ visits, saving, setting, commands, views, policies, audit });
  return { setting, operations };
}
