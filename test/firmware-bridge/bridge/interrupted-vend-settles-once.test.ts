import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBridge } from '../../../firmware-bridge/bridge.ts';
import { scanSegment } from '../../../firmware-bridge/journal/record.ts';
import { systemDisk } from '../../../firmware-bridge/store/disk.ts';
import { wallClock } from '../../../protocol/base/clock.ts';
import type { JournalEntry } from '../../../protocol/mqtt/entries.ts';
import type { Desired } from '../../../protocol/mqtt/messages/desired.ts';
import { refusingServer } from '../../support/refusing-server.ts';
import { silentLog } from '../../support/silent-log.ts';
import { settled } from '../../support/virtual-clock.ts';
import { copyOf, random, segmentFiles, temporaryFolder } from '../journal/journal-bench.ts';
import { dispenserMemory, type ModelDispenser, modelDispenser } from './model-dispenser.ts';

const desired: Desired = {
  version: 1,
  products: [{ product: 'mask5', code: 1, name: 'Mask', pieces: 5 }],
  slots: [{ slot: 0, product: 'mask5', capacity: 50 }],
  offline: { mode: 'allow', perCard: 5, perMachine: 50, maxHours: 24 },
  sealKey: { key: 'k1', publicKey: Buffer.alloc(32, 9).toString('base64url') },
  staff: [],
  language: 'en',
  locked: false,
};
const id = '04A1B2C3D4E5F6';

async function machineFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'desired.json'), JSON.stringify(desired));
  return folder;
}

async function run(dataDir: string, dispenser: ModelDispenser): Promise<void> {
  const bridge = createBridge({
    machine: 'm1',
    token: 'token',
    disk: systemDisk,
    dataDir,
    version: 'test',
    language: 'en',
    timeZone: 'UTC',
    clock: wallClock(),
    wall: wallClock(),
    simulated: false,
    wallClockIsSet: () => true,
    random,
    openSerial: async () => dispenser.near,
    connectMqtt: refusingServer,
    log: silentLog,
    onRestart: () => {},
  });
  await bridge.start();
  onTestFinished(async () => {
    // A vend that is left hanging on purpose would be waited for.
    dispenser.near.destroy();
    await settled();
    await bridge.stop();
  });
}

async function entries(dataDir: string): Promise<JournalEntry[]> {
  const files = await segmentFiles(join(dataDir, 'journal'));
  const scans = await Promise.all(files.map(async (file) => scanSegment(await readFile(file))));
  return scans.flatMap(({ records }) => records.slice(1).map((record) => record.value as JournalEntry));
}

const vends = async (dataDir: string) =>
  (await entries(dataDir)).filter(
    (entry) => entry.type.startsWith('vend.') && entry.type !== 'vend.cancelled',
  );
const kinds = async (dataDir: string) => (await vends(dataDir)).map((entry) => entry.type);

/** A machine that has been tapped, up to the VEND on the wire. */
async function tapped(hears: boolean) {
  const folder = await machineFolder();
  const memory = dispenserMemory();
  const dispenser = modelDispenser(memory, hears);
  await run(folder, dispenser);
  await expect.poll(() => memory.shown.at(-1), { timeout: 30_000 }).toBe('Tap your card for free masks');
  dispenser.tap(id);
  await expect.poll(() => dispenser.far.count('vend'), { timeout: 30_000 }).toBeGreaterThan(0);
  return { folder, memory, dispenser };
}

test('vend.started is on disk before VEND is on the wire, and the card stands nowhere on it', async () => {
  const { folder } = await tapped(true);
  const copy = await copyOf(folder);
  expect(await kinds(copy)).toEqual(['vend.started']);
  expect(JSON.stringify(await entries(copy))).not.toContain(id);
});

test('a whole vend: started, completed, told, and the result acknowledged once it is on disk', async () => {
  const { folder, memory, dispenser } = await tapped(true);
  dispenser.drop(true);
  await expect.poll(() => memory.shown.at(-1), { timeout: 30_000 }).toBe('No network: 5 masks today, below');
  expect(await kinds(folder)).toEqual(['vend.started', 'vend.completed']);
});

test('who says that nothing came out is heard without a network too: it is on disk, and the display says so', async () => {
  const { folder, memory, dispenser } = await tapped(true);
  dispenser.drop(true);
  await expect.poll(() => memory.shown.at(-1), { timeout: 30_000 }).toBe('No network: 5 masks today, below');
  dispenser.claim();
  const said = 'Noted, and looked at once the network is back. Look behind the flap, too.';
  await expect.poll(() => memory.shown.at(-1), { timeout: 60_000 }).toBe(said);
  expect((await entries(folder)).at(-1)).toMatchObject({ type: 'vend.claimed', txn: memory.last.txn });
});

test('power lost before the dispenser heard VEND: cancelled, and nothing is vended again', async () => {
  const { folder, memory } = await tapped(false);
  const copy = await copyOf(folder);
  const next = modelDispenser(memory);
  await run(copy, next);
  await expect
    .poll(async () => (await entries(copy)).at(-1), { timeout: 30_000 })
    .toMatchObject({ type: 'vend.cancelled', reason: 'not-dispensed' });
  expect(memory.accepted).toEqual([]);
  expect(next.far.count('vend')).toBe(0);
});

test('power lost while the item fell: completed by LAST_VEND, once, though the result comes too', async () => {
  const { folder, memory, dispenser } = await tapped(true);
  const copy = await copyOf(folder);
  const next = modelDispenser(memory);
  dispenser.drop(false);
  await run(copy, next);
  await expect.poll(() => kinds(copy), { timeout: 30_000 }).toEqual(['vend.started', 'vend.completed']);
  memory.stock++;
  memory.vendCounter--;
  next.drop(true);
  await expect
    .poll(() => next.far.heard.some((frame) => frame.kind === 0x7f), { timeout: 30_000 })
    .toBe(true);
  expect(await vends(copy)).toMatchObject([
    { type: 'vend.started' },
    { type: 'vend.completed', dispensed: 1, fault: 0, vendCounter: 8 },
  ]);
  expect(memory.accepted).toHaveLength(1);
});

test('another dispenser after the cut: what was asked counts as dispensed, assumed', async () => {
  const { folder } = await tapped(true);
  const copy = await copyOf(folder);
  const exchanged = modelDispenser({ ...dispenserMemory(), vendCounter: 3 });
  await run(copy, exchanged);
  await expect
    .poll(async () => (await vends(copy)).at(-1), { timeout: 30_000 })
    .toMatchObject({ type: 'vend.completed', dispensed: 1, assumed: true });
  await expect
    .poll(async () => (await entries(copy)).at(-1), { timeout: 30_000 })
    .toMatchObject({ type: 'dispenser', counters: [3] });
});

test('the card that was served while cut off is refused by the next start', async () => {
  const { folder, memory, dispenser } = await tapped(true);
  dispenser.drop(true);
  await expect.poll(() => kinds(folder), { timeout: 30_000 }).toEqual(['vend.started', 'vend.completed']);
  const copy = await copyOf(folder);
  const next = modelDispenser(memory);
  await run(copy, next);
  await expect.poll(() => memory.shown.at(-1), { timeout: 30_000 }).toBe('Tap your card for free masks');
  next.tap(id);
  await expect.poll(() => memory.shown.at(-1), { timeout: 30_000 }).toContain('has had its share');
  expect(memory.accepted).toHaveLength(1);
});
