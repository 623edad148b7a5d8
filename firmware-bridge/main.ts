import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import pino from 'pino';
import { type Clock, parseSimulatedClock, simulatedClock, wallClock } from '../protocol/base/clock.ts';
import { ConfigError } from '../protocol/base/config.ts';
import { codeOf, messageOf } from '../protocol/base/errors.ts';
import { HelpWanted } from '../protocol/base/help.ts';
import { createBridge } from './bridge.ts';
import { type BridgeConfig, loadBridgeConfig } from './config.ts';
import manifest from './package.json' with { type: 'json' };
import type { ReaderPort } from './reader/reader.ts';
import { openPort } from './serial/port.ts';
import { systemDisk } from './store/disk.ts';
import { lockDataFolder } from './store/lock.ts';
import { connectBy } from './uplink/connect.ts';

/** Exit codes, for the supervisor: a configuration to mend, a start that failed, and one that was ordered. */
const exitCode = { stopped: 0, failed: 1, badConfig: 2, restart: 75 } as const;

const config = readConfig();
const log = pino({ level: config.logLevel, base: { machine: config.machine } });
const bridge = createBridge({
  machine: config.machine,
  token: config.token,
  disk: systemDisk,
  dataDir: config.data,
  version: manifest.version,
  language: config.language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  clock: clockOf(config),
  wall: wallClock(),
  simulated: config.simulated !== undefined,
  wallClockIsSet: config.simulated === undefined ? wallClockIsSet : () => true,
  random: { bytes: randomBytes, fraction: Math.random },
  openSerial: () => openPort(config.serial, config.baudRate),
  reader: readerOf(config),
  connectMqtt: connectBy(config),
  log,
  onRestart: () => void stop(exitCode.restart),
});

let stopping = false;
process.once('SIGTERM', () => void stop(exitCode.stopped));
process.once('SIGINT', () => void stop(exitCode.stopped));

try {
  await lockDataFolder(config.data);
  await bridge.start();
  log.info({ serial: config.serial, mqtt: config.mqtt }, 'the bridge runs');
} catch (error) {
  process.stderr.write(`${codeOf(error) ?? 'START_FAILED'}: ${messageOf(error)}\n`);
  process.exit(exitCode.failed);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  try {
    await bridge.stop();
  } catch (error) {
    log.error(`stop: ${messageOf(error)}`);
  }
  process.exit(code);
}

function readConfig(): BridgeConfig {
  try {
    return loadBridgeConfig({
      argv: process.argv.slice(2),
      env: process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
    });
  } catch (error) {
    if (error instanceof HelpWanted) {
      process.stdout.write(`${error.message}\n`);
      process.exit(exitCode.stopped);
    }
    process.stderr.write(`${codeOf(error) ?? 'START_FAILED'}: ${messageOf(error)}\n`);
    process.exit(error instanceof ConfigError ? exitCode.badConfig : exitCode.failed);
  }
}

function readerOf(config: BridgeConfig): ReaderPort | undefined {
  const { reader, readerBaudRate, readerFormat, readerScheme, readerByteOrder, readerNumber } = config;
  if (reader === undefined) return undefined;
  return {
    open: () => openPort(reader, readerBaudRate),
    ...{ format: readerFormat, scheme: readerScheme, byteOrder: readerByteOrder, number: readerNumber },
  };
}

function clockOf({ simulated }: BridgeConfig): Clock {
  const spec = simulated === undefined ? undefined : parseSimulatedClock(simulated, Date.now());
  return spec === undefined ? wallClock() : simulatedClock(spec);
}

/**
 * Whether the system's clock can be believed: timesyncd has set it, or there is a battery clock, or no timesyncd
 * looks after this system (a container, whose host keeps the time).
 */
function wallClockIsSet(): boolean {
  const timesync = '/run/systemd/timesync';
  return existsSync(`${timesync}/synchronized`) || existsSync('/sys/class/rtc/rtc0') || !existsSync(timesync);
}
