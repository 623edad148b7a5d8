import { access, constants, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../protocol/base/errors.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { bridgeError } from '../errors.ts';

/** An open file or folder. Offsets and lengths in bytes; errors are the system's. */
export interface DiskFile {
  /** Writes `length` bytes of `bytes` from `from` on, at `at` of the file; a disk that is nearly full takes fewer. */
  write(bytes: Uint8Array, from: number, length: number, at: number): Promise<{ bytesWritten: number }>;
  read(into: Uint8Array, from: number, length: number, at: number): Promise<{ bytesRead: number }>;
  writeFile(content: Uint8Array | string): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** What was written is there after a loss of power, once it resolves; of a folder, its names. */
  sync(): Promise<void>;
  /** As `sync`, of a file's content alone. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The disk of a machine, as far as a bridge uses it: the system's own, or a simulated one that forgets what was not
 * synced when the power goes.
 */
export interface Disk {
  open(path: string, flags: 'r' | 'r+' | 'w' | 'w+', mode?: number): Promise<DiskFile>;
  readFile(path: string): Promise<Buffer>;
  readdir(path: string): Promise<string[]>;
  /** Durable only once the folder is synced. */
  rename(from: string, to: string): Promise<void>;
  /** A file that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Makes a folder and its parents, so that they survive a loss of power. @throws DATA_NOT_WRITABLE */
  makeFolder(path: string): Promise<void>;
}

/** Only the bridge's own user may look into its folders: they hold keys. */
const ownerOnlyFolder = 0o700;

/** The disk of this system. */
export const systemDisk: Disk = {
  open,
  readFile: (path) => readFile(path),
  readdir: (path) => readdir(path),
  rename,
  remove: (path) => rm(path, { force: true }),
  async makeFolder(path) {
    try {
      const made = makeFolder(path, ownerOnlyFolder);
      await access(path, constants.W_OK);
      if (made !== undefined) await syncFolder(systemDisk, join(made, '..'));
    } catch (error) {
      throw bridgeError('DATA_NOT_WRITABLE', `${path} (${messageOf(error)})`, error);
    }
  },
};

/** A new or renamed file is only there for good once its folder is synced. */
export async function syncFolder(disk: Disk, path: string): Promise<void> {
  const folder = await disk.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
