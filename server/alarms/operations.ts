import type { AlarmList } from '../../protocol/http/alarms.ts';
import type { Alarm, AlarmStore } from './alarm-store.ts';

/** What the alarms can be asked. */
export function createAlarmOperations(alarms: AlarmStore) {
  return {
    alarmRaise: (nowMs: number, alarm: Alarm): void => alarms.raise(nowMs, alarm),
    /** A page of at most `count`, newest first, from below the id `before` on; of one machine where it is named. */
    alarmPage(before: number, count: number, machine?: string): AlarmList {
      const found = alarms.page(before, count + 1, machine);
      const shown = found.slice(0, count);
      return { alarms: shown, next: found.length > count ? (shown.at(-1)?.id ?? null) : null };
    },
  };
}
