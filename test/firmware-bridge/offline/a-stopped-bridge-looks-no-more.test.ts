import { expect, it } from 'vitest';
import { createCutOff } from '../../../firmware-bridge/offline/cut-off.ts';
import { virtualClock } from '../../../simulators/virtual-clock.ts';

it('a connection that is lost by the stop itself starts no timer: a process could not end', () => {
  const clock = virtualClock();
  const cutOff = createCutOff({
    ...{ clock, settlingMs: 5_000, online: () => false, settling: () => false },
    onChanged() {},
  });
  cutOff.lost();
  expect(clock.pending).toBe(1);
  cutOff.stop();
  cutOff.lost();
  cutOff.unanswered();
  expect(clock.pending).toBe(0);
});
