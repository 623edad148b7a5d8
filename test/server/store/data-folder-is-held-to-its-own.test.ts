import { chmodSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import { openStore } from '../../../server/store/client.ts';
import { lockDataFolder } from '../../../server/store/lock.ts';
import { type ClockKind, openDatabase } from '../../../server/store/open.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const open = (dataDir: string, kind: ClockKind = 'wall') =>
  openStore({ dataDir, kind, clock: wallClock(), log: pino({ level: 'silent' }) });

/** A data folder with a ledger and keys, as a server leaves it. */
async function used(kind: ClockKind = 'wall'): Promise<string> {
  const folder = tempFolder();
  await (await open(folder, kind)).close();
  return folder;
}

describe('a data folder', () => {
  it('whose keys are lost is refused: new ones would give every card a new history', async () => {
    const folder = await used();
    rmSync(join(folder, 'keys.json'));
    await expect(open(folder)).rejects.toMatchObject({ code: 'KEYS_UNREADABLE' });
    expect(() => statSync(join(folder, 'keys.json'))).toThrow();
  });

  it('with the keys of another one is refused', async () => {
    const [folder, other] = [await used(), await used()];
    copyFileSync(join(other, 'keys.json'), join(folder, 'keys.json'));
    await expect(open(folder)).rejects.toMatchObject({
      code: 'KEYS_UNREADABLE',
      message: expect.stringContaining('restore keys.json'),
    });
  });

  it('whose keys cannot be read is refused, and nothing of them is told', async () => {
    const folder = await used();
    for (const text of ['', '{', '{}', '{"pseudonym":{"id":"a","key":"secret"}}']) {
      writeFileSync(join(folder, 'keys.json'), text);
      const error = await open(folder).catch((reason: Error) => reason);
      expect(error).toMatchObject({ code: 'KEYS_UNREADABLE' });
      expect(String(error)).not.toContain('secret');
    }
  });

  it('keeps its keys for its owner alone', async () => {
    const folder = await used();
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0);
    const keys = readFileSync(join(folder, 'keys.json'));
    await (await open(folder)).close();
    expect(readFileSync(join(folder, 'keys.json'))).toEqual(keys);
  });

  it.each([
    ['wall', 'simulated'],
    ['simulated', 'wall'],
  ] as const)('of %s time is refused to a server of %s time', async (one, other) => {
    const folder = await used(one);
    await expect(open(folder, other)).rejects.toMatchObject({ code: 'DATA_OTHER_CLOCK' });
    await (await open(folder, one)).close();
  });

  it('that is damaged is refused, with what to do', async () => {
    const folder = await used();
    const file = join(folder, 'ledger.db');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4_096, bytes.length);
    writeFileSync(file, bytes);
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    await expect(open(folder)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('restore the last backup'),
    });
  });

  it('of which one page is damaged, whichever, is refused with what to do, and stays as it is', async () => {
    const folder = await used();
    const file = join(folder, 'ledger.db');
    const whole = readFileSync(file);
    const pageBytes = whole.readUInt16BE(16);
    for (const page of [1, Math.floor(whole.length / pageBytes / 2), whole.length / pageBytes - 1]) {
      const bytes = Buffer.from(whole);
      // The head of a page: what kind it is, and where its cells are.
      for (let at = 0; at < 8; at++)
        bytes[page * pageBytes + at] = (bytes[page * pageBytes + at] ?? 0) ^ 0x55;
      writeFileSync(file, bytes);
      await expect(open(folder), `page ${page}`).rejects.toMatchObject({
        code: 'DATA_CORRUPT',
        message: expect.stringContaining('restore the last backup'),
      });
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
  });

  it('that is no database at all is refused', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'ledger.db'), 'not a database, whatever its name says '.repeat(50));
    await expect(open(folder)).rejects.toMatchObject({ code: 'DATA_CORRUPT' });
  });

  it('that a newer version wrote is refused', async () => {
    const folder = await used();
    const db = openDatabase(folder, undefined);
    db.pragma('user_version = 999');
    db.close();
    await expect(open(folder)).rejects.toMatchObject({ code: 'DATA_NEWER' });
  });

  it('is locked for one server; a lock that cannot be made is told as what it is', async () => {
    const folder = tempFolder();
    const held = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'DATA_IN_USE' }));
    held.release();
    lockDataFolder(folder).release();
    writeFileSync(join(folder, 'server.lock'), 'something else that lies in its place '.repeat(50));
    chmodSync(join(folder, 'server.lock'), 0o600);
    expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'DATA_NOT_WRITABLE' }));
  });
});
