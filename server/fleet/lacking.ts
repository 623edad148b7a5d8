import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import { type Db, readSetting, writeSetting } from '../store/open.ts';
import type { MachineStore } from './machine-store.ts';

/**
 * Raises an alarm for slots that are planned for a machine and that its dispenser lacks (mqtt.md, desired.slots), once
 * for as long as they are the same, however often the machine reports.
 */
export function createLackingAlarm(
  db: Db,
  { machines, policies, alarms }: { machines: MachineStore; policies: PolicyStore; alarms: AlarmStore },
): (machine: string, state: MachineState, nowMs: number) => void {
  return (machine, state, nowMs) => {
    // Before its dispenser has answered nobody knows which slots there are.
    if (state.slots.length === 0) return;
    const planned = machines.find(machine)?.slots ?? policies.current(nowMs)?.planogram ?? [];
    const lacking = planned
      .map(({ slot }) => slot)
      .filter((slot) => !state.slots.some((one) => one.slot === slot))
      .join(', ');
    const name = `lacking ${machine}`;
    if ((readSetting(db, name) ?? '') === lacking) return;
    writeSetting(db, name, lacking);
    if (lacking === '') return;
    const detail = `slots ${lacking} are planned, and the dispenser lacks them`;
    alarms.raise(nowMs, { kind: 'slot-lacking', machine, detail });
  };
}
