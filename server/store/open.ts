import { accessSync, constants } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { makeFolder } from '../../protocol/base/folder.ts';
import { ServerError } from '../errors.ts';
import { migrations } from './migrations.ts';

/** An open database. Only the files in this folder and those named `*-store.ts` speak SQL. */
export type Db = Database.Database;

/** Which kind of time a data folder was made with; the two never mix. */
export type ClockKind = 'wall' | 'simulated';

/** How long a second process (the command line) waits for the server's transaction, and the other way round. */
const busyTimeoutMs = 5_000;

/** Pages of the write-ahead log after which it is written back: 16 MiB, so that a checkpoint stays short. */
const checkpointPages = 4_096;

/** The database's file in a data folder. */
export function databasePath(dataDir: string): string {
  return join(dataDir, 'ledger.db');
}

/**
 * Opens the database of a data folder, making both where they don't exist, and brings it to today's schema. `file`: another
 * one of the folder than the ledger.
 * @throws ServerError DATA_NOT_WRITABLE, DATA_CORRUPT, DATA_NEWER, DATA_OTHER_CLOCK.
 */
export function openDatabase(
  dataDir: string,
  clock: ClockKind | undefined,
  file = basename(databasePath(dataDir)),
): Db {
  makeDataFolder(dataDir);
  let db: Db | undefined;
  try {
    db = new Database(join(dataDir, file), { timeout: busyTimeoutMs });
    db.pragma('journal_mode = WAL');
    // FULL: a commit is on the disk when it returns; NORMAL may lose the last ones with the power.
    db.pragma('synchronous = FULL');
    db.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    db.pragma('foreign_keys = ON');
    // 16 MiB: each commit that splits a page walks the whole cache, and the kernel holds the file anyway.
    db.pragma('cache_size = -16384');
    // What a savepoint may have to put back is kept in memory: in a file it is as many bytes again as the commit itself.
    db.pragma('temp_store = MEMORY');
    migrate(db, dataDir);
    holdClock(db, dataDir, clock);
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof ServerError ? error : asServerError(error, dataDir);
  }
}

/**
 * Opens the database of a data folder to read it, its schema included as it is, also beside the process that writes it.
 * @throws ServerError DATA_OLDER, DATA_NEWER
 */
export function openToRead(dataDir: string): Db {
  const db = new Database(databasePath(dataDir), { readonly: true });
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version === migrations.length) return db;
  db.close();
  const code = version < migrations.length ? 'DATA_OLDER' : 'DATA_NEWER';
  const message = `--data ${dataDir}: the ledger has schema ${version}, this version reads ${migrations.length}: use the version of the server that runs on it`;
  throw new ServerError(code, message);
}

/**
 * A database of today's schema in memory, for simulations: it is as lasting as whoever holds it. `image`: what
 * `serialize` gave of another.
 */
export function openMemoryDatabase(image?: Buffer): Db {
  const db = new Database(image ?? ':memory:');
  migrate(db, ':memory:');
  return db;
}

/** Reads every page. @throws ServerError DATA_CORRUPT with what to do. */
export function checkIntegrity(db: Db, dataDir: string): void {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw corrupt(dataDir, String(found));
}

/** Each database's two statements for its settings: to compile them costs more than to run them. */
const settings = new WeakMap<Db, { get: Database.Statement<[string]>; put: Database.Statement }>();

function settingsOf(db: Db) {
  const known = settings.get(db);
  if (known !== undefined) return known;
  const made = {
    get: db.prepare<[string]>('SELECT value FROM settings WHERE name = ?').pluck(),
    put: db.prepare('INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'),
  };
  settings.set(db, made);
  return made;
}

/** One of the small facts kept beside the books. */
export function readSetting(db: Db, name: string): string | undefined {
  return settingsOf(db).get.get(name) as string | undefined;
}

/** Keeps a small fact under its name; the one that was there before is gone. */
export function writeSetting(db: Db, name: string, value: string): void {
  settingsOf(db).put.run(name, value);
}

/** Makes the data folder where it is missing. @throws ServerError DATA_NOT_WRITABLE */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir, 0o700);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new ServerError(
      'DATA_NOT_WRITABLE',
      `the data folder ${dataDir} cannot be written: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

function migrate(db: Db, dataDir: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new ServerError(
      'DATA_NEWER',
      `the data folder ${dataDir} was written by a newer version (schema ${version}, this one knows ${migrations.length})`,
    );
  }
  if (version === migrations.length) return;
  // A step may change the text of a table's check (schema-checks.ts).
  db.unsafeMode(true);
  for (const [at, step] of migrations.entries()) {
    if (at < version) continue;
    db.transaction(() => {
      // Somebody else may have migrated between the look and the lock.
      if ((db.pragma('user_version', { simple: true }) as number) > at) return;
      db.exec(step);
      db.pragma(`user_version = ${at + 1}`);
    }).immediate();
  }
  db.unsafeMode(false);
}

function holdClock(db: Db, dataDir: string, clock: ClockKind | undefined): void {
  const kept = readSetting(db, 'clock');
  if (clock === undefined || kept === clock) return;
  if (kept !== undefined) {
    throw new ServerError(
      'DATA_OTHER_CLOCK',
      `the data folder ${dataDir} holds ${kept} time and the server was started with ${clock} time: use another folder`,
    );
  }
  writeSetting(db, 'clock', clock);
}

function asServerError(error: unknown, dataDir: string): ServerError {
  const code = codeOf(error) ?? '';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return corrupt(dataDir, messageOf(error));
  return new ServerError(
    'DATA_NOT_WRITABLE',
    `the database in ${dataDir} cannot be opened: ${messageOf(error)}`,
    {
      cause: error,
    },
  );
}

function corrupt(dataDir: string, found: string): ServerError {
  return new ServerError(
    'DATA_CORRUPT',
    `the database in ${dataDir} is damaged (${found}): keep a copy of the folder and restore the last backup; the machines' journals fill in what came after it`,
  );
}
