import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { createCounterStore } from '../ledger/counter-store.ts';
import type { Db } from '../store/open.ts';
import type { AlarmKind, AlarmStore } from './alarm-store.ts';
import { counterGap } from './counter-gap.ts';
import { journalFilling } from './journal-filling.ts';

/** What is wrong, in words for people; null: nothing; undefined: this report does not tell. */
type Rule = (machine: string, state: MachineState) => string | null | undefined;

/** Raises what a machine's report shows to be wrong, once, and clears it when a report shows that it is over. */
export function createReportAlarms(db: Db, alarms: AlarmStore) {
  const counters = createCounterStore(db);
  const rules: readonly (readonly [AlarmKind, Rule])[] = [
    ['journal-filling', (_, state) => journalFilling(state)],
    ['counter-gap', (machine, state) => counterGap(counters, machine, state)],
  ];
  return (machine: string, state: MachineState, nowMs: number): void => {
    for (const [kind, rule] of rules) {
      const detail = rule(machine, state);
      if (detail === null) alarms.clear(nowMs, kind, machine);
      else if (detail !== undefined) alarms.stand(nowMs, { kind, machine, detail });
    }
  };
}
