import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBridge } from '../../../firmware-bridge/bridge.ts';
import { bridgeDeps, bridgeFolder, desiredOfOneSlot, journaled } from '../../support/bridge-bench.ts';
import { eventually } from '../../support/eventually.ts';

/** A folder that has seen two starts. */
async function usedFolder(): Promise<string> {
  const folder = bridgeFolder(desiredOfOneSlot);
  for (let start = 1; start <= 2; start++) {
    const bridge = createBridge(bridgeDeps(folder));
    await bridge.start();
    await eventually('a mark', async () => (await journaled(folder)).at(-1)?.boot === start);
    await bridge.stop();
  }
  return folder;
}

function everything(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')]),
  );
}

test.each(['identity.json', 'offline.json', 'commands.json'])(
  'a damaged %s stops the start, says what to do, and changes no file',
  async (file) => {
    const folder = await usedFolder();
    writeFileSync(join(folder, file), '{"boot":');
    const before = everything(folder);
    const start = createBridge(bridgeDeps(folder)).start();
    await expect(start).rejects.toMatchObject({ code: 'STATE_UNREADABLE' });
    await expect(start).rejects.toThrow(
      new RegExp(`${file}.*restore it from a backup, or move it away: then \\w+`),
    );
    expect(everything(folder)).toEqual(before);
  },
);

test.each(['/proc/nowhere', '/sys/nowhere', '/dev/null/data'])(
  'a data folder that cannot be made (%s) is told',
  async (folder) => {
    const start = createBridge(bridgeDeps(folder)).start();
    await expect(start).rejects.toMatchObject({ code: 'DATA_NOT_WRITABLE' });
    await expect(start).rejects.toThrow(`the data folder cannot be written: ${folder}`);
  },
);

test('without identity.json the starts go on being counted from the journal', async () => {
  const folder = await usedFolder();
  renameSync(join(folder, 'identity.json'), join(folder, 'identity.json.bad'));
  const bridge = createBridge(bridgeDeps(folder));
  await bridge.start();
  await eventually('a mark of the third start', async () => (await journaled(folder)).at(-1)?.boot === 3);
  await bridge.stop();
});
