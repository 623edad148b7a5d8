import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { createBridge } from '../../firmware-bridge/bridge.ts';
import { systemDisk } from '../../firmware-bridge/store/disk.ts';
import { type Clock, wallClock } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { entryOf } from '../city/cards.ts';
import { createDispenser } from '../dispenser/dispenser.ts';
import { fileNvram } from '../dispenser/nvram.ts';
import { seededRandom } from '../random.ts';
import { createMockLine } from '../transport/mock-binding.ts';
import { type DemoMachine, type MachineOptions, timeZone, vendMs } from './machine.ts';

/** A machine in this process: a virtual dispenser and a real bridge, with the real codec on the line between them. */
export async function startInProcess(
  options: MachineOptions & {
    readonly clock: Clock;
    readonly simulated: boolean;
    readonly say: (line: string) => void;
  },
): Promise<DemoMachine> {
  const { site, token, folder, mqttUrl, seed, slots, stock, clock, say } = options;
  const bridgeDir = join(folder, 'bridge');
  makeFolder(folder, 0o700);
  const wall = wallClock();
  const line = createMockLine(`/dev/demo/${site.id}`);
  const dispenser = createDispenser({
    ...{ clock, wall, vendMs, stock, slots },
    random: seededRandom(seed),
    nvram: fileNvram(join(folder, 'nvram.json'), { sync: false }),
    wire: line.wire,
    serialNo: `DEMO${seed % 10 ** 8}`,
  });
  let stopping = false;
  let bridge = newBridge();

  function newBridge() {
    return createBridge({
      ...{ machine: site.id, token, clock, wall, timeZone, simulated: options.simulated },
      disk: systemDisk,
      dataDir: bridgeDir,
      version: 'demo',
      language: 'tr',
      wallClockIsSet: () => true,
      random: { bytes: randomBytes, fraction: Math.random },
      openSerial: async () => line.openHost(),
      connectMqtt: (settings) => mqtt.connect(mqttUrl, settings),
      log: pino({ level: 'error', base: { machine: site.id } }, pino.destination(2)),
      onRestart: () => void restart(),
    });
  }

  /** What a supervisor does with a bridge that was ordered to restart. */
  async function restart(): Promise<void> {
    try {
      await bridge.stop();
      if (stopping) return;
      bridge = newBridge();
      await bridge.start();
    } catch (error) {
      say(`${site.name}: the bridge could not restart: ${messageOf(error)}`);
    }
  }

  await bridge.start();
  return {
    site,
    bridgeDir,
    card: (card) => void dispenser.card(card.scheme, card.id, entryOf(card)),
    select: (slot) => void dispenser.select(slot),
    door: (open) => void dispenser.door(open),
    jam: (slot) => void dispenser.jam(slot),
    claim: () => void dispenser.claim(),
    memory: async () => dispenser.status().memory,
    on: dispenser.on,
    async stop() {
      stopping = true;
      await bridge.stop();
      dispenser.power(false);
    },
  };
}
