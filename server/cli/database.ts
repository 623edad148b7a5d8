import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ServerError } from '../errors.ts';
import { type Db, databasePath, openDatabase, openToRead } from '../store/open.ts';

/**
 * Works on a data folder's database, also while the server runs on it; `make`: where there is none yet, it is made.
 * @throws ServerError DATA_NOT_WRITABLE and what `openDatabase` throws.
 */
export function withDatabase<T>(dataDir: string, run: (db: Db) => T, make = false): T {
  const folder = resolve(dataDir);
  if (!make) holdLedger(dataDir);
  const db = openDatabase(folder, undefined);
  try {
    return run(db);
  } finally {
    db.close();
  }
}

/**
 * Reads a data folder's database and changes nothing in it, its schema included, also while the server runs on it.
 * @throws ServerError DATA_NOT_WRITABLE, DATA_OLDER, DATA_NEWER
 */
export async function readDatabase<T>(dataDir: string, run: (db: Db) => T | Promise<T>): Promise<T> {
  holdLedger(dataDir);
  const db = openToRead(resolve(dataDir));
  try {
    return await run(db);
  } finally {
    db.close();
  }
}

/** @throws ServerError DATA_NOT_WRITABLE where a folder holds no ledger. */
export function holdLedger(dataDir: string): void {
  if (!existsSync(databasePath(resolve(dataDir))))
    throw new ServerError('DATA_NOT_WRITABLE', `--data ${dataDir}: there is no ledger in that folder`);
}

/** Tells a result as a line of JSON. */
export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
