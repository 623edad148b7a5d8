import { randomBytes } from 'node:crypto';
import mqtt from 'mqtt';
import { onTestFinished } from 'vitest';
import { createBridge } from '../../firmware-bridge/bridge.ts';
import type { JournalLimits } from '../../firmware-bridge/journal/limits.ts';
import { wallClock } from '../../protocol/base/clock.ts';
import { createDispenser } from '../../simulators/dispenser/dispenser.ts';
import type { Happening } from '../../simulators/dispenser/happenings.ts';
import { volatileNvram } from '../../simulators/dispenser/nvram.ts';
import { seededRandom } from '../../simulators/random.ts';
import { createMockLine } from '../../simulators/transport/mock-binding.ts';
import { bridgeDeps, bridgeFolder } from './bridge-bench.ts';
import { eventually } from './eventually.ts';

/** A real bridge and a virtual dispenser in this process, on a server under test. */
export async function machineSystem(options: {
  id: string;
  token: string;
  mqttPort: number;
  slots?: number;
  stock?: number;
  limits?: JournalLimits;
}) {
  const { id, token, mqttPort, slots = 1, stock = 100 } = options;
  const happenings: Happening[] = [];
  const line = createMockLine(`/dev/test/${id}`);
  const clock = wallClock();
  const dispenser = createDispenser({
    ...{ clock, slots, stock, vendMs: 50, wire: line.wire, nvram: volatileNvram() },
    random: seededRandom(1),
    serialNo: 'TEST00000001',
    on: (happening) => happenings.push(happening),
  });
  const folder = bridgeFolder();
  const make = () =>
    createBridge(
      bridgeDeps(folder, {
        ...{ machine: id, token },
        ...(options.limits === undefined ? {} : { limits: options.limits }),
        random: { bytes: randomBytes, fraction: Math.random },
        openSerial: async () => line.openHost(),
        connectMqtt: (settings) => mqtt.connect(`mqtt://127.0.0.1:${mqttPort}`, settings),
        onRestart: () => restarts.push(restart()),
      }),
    );
  const restarts: Promise<void>[] = [];
  let bridge = make();
  async function restart(): Promise<void> {
    await bridge.stop();
    bridge = make();
    await bridge.start();
  }
  await bridge.start();
  onTestFinished(async () => {
    await Promise.all(restarts);
    await bridge.stop();
    dispenser.power(false);
  });
  const shows = (text: RegExp, from = 0) =>
    eventually(`a display that says ${text}`, () =>
      happenings.slice(from).findLast((one) => one.ev === 'display' && text.test(one.text)),
    );
  return {
    dispenser,
    happenings,
    shows,
    /** Waits until it serves. */
    serving: (from = 0) => shows(/^(Tap your card|Choose, then tap)/, from),
    stop: () => bridge.stop(),
    start: async () => {
      bridge = make();
      await bridge.start();
    },
  };
}
export type MachineSystem = Awaited<ReturnType<typeof machineSystem>>;
