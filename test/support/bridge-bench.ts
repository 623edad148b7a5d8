import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BridgeDeps } from '../../firmware-bridge/bridge-deps.ts';
import { scanSegment } from '../../firmware-bridge/journal/record.ts';
import { systemDisk } from '../../firmware-bridge/store/disk.ts';
import { wallClock } from '../../protocol/base/clock.ts';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { duplexPair } from './duplex-pair.ts';
import { refusingServer } from './refusing-server.ts';
import { silentLog } from './silent-log.ts';

/** One slot of packs of five, and an offline rule that gives one pack a card. */
export const desiredOfOneSlot: Desired = {
  version: 1,
  products: [{ product: 'mask5', code: 1, name: 'Mask', pieces: 5 }],
  slots: [{ slot: 0, product: 'mask5', capacity: 50 }],
  offline: { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 24 },
  sealKey: { key: 'k1', publicKey: Buffer.alloc(32, 9).toString('base64url') },
  staff: [],
  language: 'en',
  locked: false,
};

/** A bridge's data folder that is gone after the test; with `desired`, one that a server has spoken to. */
export function bridgeFolder(desired?: Desired): string {
  const folder = mkdtempSync(join(tmpdir(), 'maskfleet-bridge-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (desired !== undefined) writeFileSync(join(folder, 'desired.json'), JSON.stringify(desired));
  return folder;
}

/** What a bridge stands on: a line at which nobody answers and a network without a server, unless told otherwise. */
export function bridgeDeps(dataDir: string, more: Partial<BridgeDeps> = {}): BridgeDeps {
  const wall = wallClock();
  return {
    machine: 'm1',
    token: 'token',
    disk: systemDisk,
    dataDir,
    version: 'test',
    language: 'en',
    timeZone: 'UTC',
    clock: wall,
    wall,
    simulated: false,
    wallClockIsSet: () => true,
    random: { bytes: randomBytes, fraction: () => 0.5 },
    openSerial: async () => duplexPair()[0],
    connectMqtt: refusingServer,
    log: silentLog,
    onRestart: () => {},
    ...more,
  };
}

/** Every entry of a data folder's journal, in the order in which they were written. */
export async function journaled(dataDir: string): Promise<JournalEntry[]> {
  const folder = join(dataDir, 'journal');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.log')).sort();
  const scans = await Promise.all(names.map(async (name) => scanSegment(await readFile(join(folder, name)))));
  return scans.flatMap(({ records }) => records.slice(1).map(({ value }) => value as JournalEntry));
}
