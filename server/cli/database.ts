import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ServerError } from '../errors.ts';
import { type Db, databasePath, openDatabase } from '../store/open.ts';

/**
 * Works on a data folder's database, also while the server runs on it; `make`: where there is none yet, it is made.
 * @throws ServerError DATA_NOT_WRITABLE and what `openDatabase` throws.
 */
export function withDatabase<T>(dataDir: string, run: (db: Db) => T, make = false): T {
  const folder = resolve(dataDir);
  if (!make && !existsSync(databasePath(folder))) {
    throw new ServerError('DATA_NOT_WRITABLE', `--data ${dataDir}: there is no ledger in that folder`);
  }
  const db = openDatabase(folder, undefined);
  try {
    return run(db);
  } finally {
    db.close();
  }
}

/** Tells a result as a line of JSON. */
export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
