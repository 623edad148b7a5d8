import { type Clock, type SimulatedClockSpec, simulatedClock, wallClock } from '../../protocol/base/clock.ts';
import { simulatorError } from '../errors.ts';
import type { Memo } from './memo.ts';

/** A new simulated city begins on the first morning of all 21 machines, as the rush begins: 7 o'clock in Izmir. */
const firstMorningMs = Date.UTC(2020, 4, 20, 4);

/** The clock that server, bridges and dispensers share. */
export interface DemoTime {
  readonly clock: Clock;
  /** Where it is simulated: what `--simulated` takes. */
  readonly flag: string | undefined;
}

/**
 * Which time a run has: wall time at speed 1 in a new folder or one of wall time, else simulated time, from where the
 * folder's last run stood. @throws DEMO_OTHER_CLOCK where a folder of wall time is asked for another speed.
 */
export function chooseTime(memo: Memo | undefined, speed: number, nowMs: number, folder: string): DemoTime {
  const isWall = memo === undefined ? speed === 1 : memo.clock === 'wall';
  if (isWall) {
    if (speed === 1) return { clock: wallClock(), flag: undefined };
    const advice = 'name another folder with --data, or leave --speed at 1';
    throw simulatorError('DEMO_OTHER_CLOCK', `${folder} holds wall time and --speed is ${speed}: ${advice}`);
  }
  const spec: SimulatedClockSpec = {
    startMs: Math.ceil(memo?.resumeMs ?? firstMorningMs),
    originMs: nowMs,
    speed,
  };
  const [start, origin] = [new Date(spec.startMs).toISOString(), new Date(spec.originMs).toISOString()];
  return { clock: simulatedClock(spec), flag: `${start},${speed},${origin}` };
}
