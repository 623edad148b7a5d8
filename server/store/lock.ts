import { join } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { makeFolder } from './open.ts';

/**
 * Makes sure that one server alone runs on a data folder. The lock is SQLite's own on a file beside the ledger:
 * the system lets it go when the process ends, however it ends.
 * @throws ServerError DATA_IN_USE, DATA_NOT_WRITABLE
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  makeFolder(dataDir);
  const db = new Database(join(dataDir, 'server.lock'), { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new ServerError(
      'DATA_IN_USE',
      `another server runs on the data folder ${dataDir} (${messageOf(error)})`,
    );
  }
  return { release: () => db.close() };
}
