import { join } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { makeDataFolder } from './open.ts';

/**
 * Makes sure that one server alone runs on a data folder. The lock is SQLite's own on a file beside the ledger:
 * the system lets it go when the process ends, however it ends.
 * @throws ServerError DATA_IN_USE, DATA_NOT_WRITABLE
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  makeDataFolder(dataDir);
  let db: Database.Database | undefined;
  try {
    db = new Database(join(dataDir, 'server.lock'), { timeout: 0 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (codeOf(error)?.startsWith('SQLITE_BUSY'))
      throw new ServerError('DATA_IN_USE', `another server runs on the data folder ${dataDir}`, {
        cause: error,
      });
    const message = `the data folder ${dataDir} cannot be locked: ${messageOf(error)}`;
    throw new ServerError('DATA_NOT_WRITABLE', message, { cause: error });
  }
  const held = db;
  return { release: () => held.close() };
}
