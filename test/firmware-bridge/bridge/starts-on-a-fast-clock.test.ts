import { expect, it } from 'vitest';
import { simulatedClock } from '../../../protocol/base/clock.ts';
import { sites } from '../../../simulators/city/sites.ts';
import { startInProcess } from '../../../simulators/demo/in-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('a timer that fires while a bridge starts asks no part that is not there yet', async () => {
  // A minute of this clock passes in 6 ms: the offline counts' timer fires during the start.
  const clock = simulatedClock({ startMs: Date.UTC(2020, 4, 20), originMs: Date.now(), speed: 10_000 });
  const faults: unknown[] = [];
  const note = (fault: unknown) => faults.push(fault);
  process.on('uncaughtException', note);
  try {
    for (const site of sites.slice(0, 4)) {
      const machine = await startInProcess({
        ...{ site, clock, seed: 1, slots: 4, stock: 10, token: 'none', simulated: true, say: note },
        folder: tempFolder(),
        mqttUrl: 'mqtt://127.0.0.1:1',
      });
      await machine.stop();
    }
  } finally {
    process.off('uncaughtException', note);
  }
  expect(faults).toEqual([]);
});
