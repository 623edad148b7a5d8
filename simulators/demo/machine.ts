import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { createBridge } from '../../firmware-bridge/bridge.ts';
import type { Clock } from '../../protocol/base/clock.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { createDispenser, type Dispenser } from '../dispenser/dispenser.ts';
import type { Happening } from '../dispenser/happenings.ts';
import { fileNvram } from '../dispenser/nvram.ts';
import { seededRandom } from '../random.ts';
import { createMockLine } from '../transport/mock-binding.ts';

/** Items in the machine's one slot when it is new. */
const firstStock = 200;
/** How long an item takes to fall. */
const vendMs = 900;

/** A machine in this process: a virtual dispenser and a real bridge, with the real codec on the line between them. */
export interface DemoMachine {
  readonly dispenser: Dispenser;
  stop(): Promise<void>;
}

/** Builds and starts a machine whose memory, journal and state live in `folder`. */
export async function startMachine(options: {
  id: string;
  token: string;
  folder: string;
  mqttUrl: string;
  seed: number;
  clock: Clock;
  on: (happening: Happening) => void;
}): Promise<DemoMachine> {
  const { id, token, folder, mqttUrl, seed, clock, on } = options;
  makeFolder(folder, 0o700);
  const line = createMockLine(`/dev/demo/${id}`);
  const dispenser = createDispenser({
    ...{ clock, vendMs, on },
    random: seededRandom(seed),
    nvram: fileNvram(join(folder, 'nvram.json')),
    wire: line.wire,
    slots: 1,
    stock: firstStock,
    serialNo: `DEMO${seed}`,
  });
  const bridge = createBridge({
    ...{ machine: id, token, clock, wall: clock, simulated: false },
    dataDir: join(folder, 'bridge'),
    version: 'demo',
    language: 'tr',
    timeZone: 'Europe/Istanbul',
    wallClockIsSet: () => true,
    random: { bytes: randomBytes, fraction: Math.random },
    openSerial: async () => line.openHost(),
    connectMqtt: (settings) => mqtt.connect(mqttUrl, settings),
    log: pino({ level: 'error', base: { machine: id } }, pino.destination(2)),
    onRestart: () => {},
  });
  await bridge.start();
  return {
    dispenser,
    async stop() {
      await bridge.stop();
      dispenser.power(false);
    },
  };
}
