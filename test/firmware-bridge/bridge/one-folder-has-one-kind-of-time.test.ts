import { expect, test } from 'vitest';
import { createBridge } from '../../../firmware-bridge/bridge.ts';
import { simulatedClock } from '../../../protocol/base/clock.ts';
import { bridgeDeps, bridgeFolder, desiredOfOneSlot, journaled } from '../../support/bridge-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { dispenserMemory, modelDispenser } from './model-dispenser.ts';

const startMs = Date.parse('2020-05-20T06:00:00Z');
const fast = () => simulatedClock({ startMs, originMs: Date.now(), speed: 1_000 });

test.each([false, true])('a folder made with simulated = %s is refused by the other', async (simulated) => {
  const folder = bridgeFolder();
  const first = createBridge(bridgeDeps(folder, { simulated }));
  await first.start();
  await first.stop();
  const other = createBridge(bridgeDeps(folder, { simulated: !simulated })).start();
  await expect(other).rejects.toMatchObject({ code: 'DATA_OTHER_CLOCK' });
  await expect(other).rejects.toThrow(folder);
  const again = createBridge(bridgeDeps(folder, { simulated }));
  await again.start();
  await again.stop();
});

test('a thousand times as fast, the line is still given its 250 ms, and entries bear simulated time', async () => {
  const folder = bridgeFolder(desiredOfOneSlot);
  const memory = dispenserMemory();
  const dispenser = modelDispenser(memory);
  const answer = dispenser.far.answers.get('hello');
  // 100 ms is long on the simulated clock, and short on the line.
  dispenser.far.answers.set('hello', (frame) => setTimeout(() => answer?.(frame), 100));
  const clock = fast();
  const bridge = createBridge(
    bridgeDeps(folder, { clock, simulated: true, openSerial: async () => dispenser.near }),
  );
  await bridge.start();
  await eventually('an invitation', () => memory.shown.at(-1) === 'Tap your card for free masks');
  expect(dispenser.far.count('hello')).toBe(2);
  const entries = await journaled(folder);
  expect(entries.filter((entry) => entry.type === 'line')).toMatchObject([{ up: true }]);
  for (const entry of entries) expect(entry.at).toMatch(/^2020-05-20T/);
  await bridge.stop();
});
