import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { codeOf } from '../../protocol/base/errors.ts';
import { bridgeError } from '../errors.ts';
import { systemDisk } from './disk.ts';

/**
 * Makes sure that one process alone works on a data folder, for as long as it lives: a second one would cut off what
 * the first is writing. The lock is a name that Linux lets one process listen on, and lets go when that ends, however it
 * ends; other systems have no such names, and there the lock is left out.
 * @throws DATA_IN_USE, DATA_NOT_WRITABLE
 */
export async function lockDataFolder(path: string): Promise<void> {
  await systemDisk.makeFolder(path);
  if (process.platform !== 'linux') return;
  // By its place on the disk: one folder may have several paths.
  const { dev, ino } = await stat(path);
  const server = createServer();
  server.listen(`\0maskfleet-bridge-${dev}-${ino}`);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') throw bridgeError('DATA_IN_USE', path, error);
    throw bridgeError('DATA_NOT_WRITABLE', `${path} cannot be locked`, error);
  }
  server.unref();
}
