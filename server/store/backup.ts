import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { loadKeys } from '../keys/key-file.ts';
import { goesOn } from '../keys/key-ring.ts';
import { createOutboxStore } from '../projection/outbox-store.ts';
import { lockDataFolder } from './lock.ts';
import { migrations } from './migrations.ts';
import { checkIntegrity, databasePath, makeDataFolder, openDatabase, readSetting } from './open.ts';

/** What a backup holds. */
export interface BackupFacts {
  readonly file: string;
  readonly bytes: number;
  /** Vends in the books. */
  readonly vends: number;
  /** The schema's version. */
  readonly schema: number;
}

/**
 * Writes the books of a data folder into a file, as they are at one moment, also while a server runs on them: it goes
 * on. The file appears whole or not at all. The keys are not in it: who has both can try card numbers.
 * @throws ServerError BACKUP_EXISTS, BACKUP_FAILED, DATA_NOT_WRITABLE where there is no ledger.
 */
export function backUp(dataDir: string, target: string): BackupFacts {
  const file = resolve(target);
  const source = databasePath(dataDir);
  if (!existsSync(source))
    throw new ServerError('DATA_NOT_WRITABLE', `--data ${dataDir}: there is no ledger in that folder`);
  if (existsSync(file))
    throw new ServerError('BACKUP_EXISTS', `${file} is there already, and is left as it is`);
  const partial = `${file}.partial`;
  try {
    rmSync(partial, { force: true });
    // Made first, so that nobody but its owner could ever read it.
    closeSync(openSync(partial, 'wx', 0o600));
    const db = new Database(source, { readonly: true });
    try {
      // One reading transaction: commits meanwhile neither wait for it nor come into it, and it never begins anew.
      db.prepare('VACUUM INTO ?').run(partial);
    } finally {
      db.close();
    }
    const facts = factsOf(partial, file);
    syncFile(partial);
    renameSync(partial, file);
    syncFile(dirname(file));
    return facts;
  } catch (error) {
    rmSync(partial, { force: true });
    if (error instanceof ServerError) throw error;
    throw new ServerError('BACKUP_FAILED', `${file} could not be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Puts a backup in the place of a data folder's books, while no server runs on them. The books that were there are kept
 * beside it. InfluxDB is filled anew at the next start: what machines tell again is dated anew.
 * @throws ServerError BACKUP_UNUSABLE, DATA_IN_USE, KEYS_UNREADABLE where the folder's keys are not those of the backup.
 */
export async function restore(
  dataDir: string,
  source: string,
  nowMs: number,
): Promise<BackupFacts & { kept: string | null }> {
  const file = resolve(source);
  if (!existsSync(file)) throw new ServerError('BACKUP_UNUSABLE', `${file}: there is no such file`);
  makeDataFolder(dataDir);
  const lock = lockDataFolder(dataDir);
  try {
    const target = databasePath(dataDir);
    const fresh = `${target}.restoring`;
    copyFileSync(file, fresh);
    const facts = factsOf(fresh, file);
    await holdKeys(dataDir, fresh, file);
    prepareBooks(fresh);
    syncFile(fresh);
    const kept = existsSync(target) ? setAside(target, nowMs) : null;
    renameSync(fresh, target);
    syncFile(dataDir);
    return { ...facts, kept };
  } finally {
    rmSync(`${databasePath(dataDir)}.restoring`, { force: true });
    lock.release();
  }
}

/** Reads a file as a backup, every page of it. @throws ServerError BACKUP_UNUSABLE */
function factsOf(path: string, named: string): BackupFacts {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    try {
      checkIntegrity(db, named);
      const schema = db.pragma('user_version', { simple: true }) as number;
      if (schema < 1 || schema > migrations.length)
        throw new TypeError(`it has schema ${schema}, this version knows 1 to ${migrations.length}`);
      const vends = db.prepare('SELECT COUNT(*) FROM vends').pluck().get() as number;
      return { file: named, bytes: statSync(path).size, vends, schema };
    } finally {
      db.close();
    }
  } catch (error) {
    throw new ServerError('BACKUP_UNUSABLE', `${named} is no whole backup: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Under other keys every card would begin with a new history. */
async function holdKeys(dataDir: string, path: string, named: string): Promise<void> {
  const db = new Database(path, { readonly: true });
  const wanted = readSetting(db, 'keys');
  db.close();
  const keys = await loadKeys(dataDir, false).catch((error: unknown) => {
    if (wanted === undefined) return undefined;
    throw error;
  });
  if (wanted === undefined || keys === undefined || goesOn(keys, wanted)) return;
  const message = `${named} was written with other keys than those in ${join(dataDir, 'keys.json')}: put the keys.json of the backup there first`;
  throw new ServerError('KEYS_UNREADABLE', message);
}

/** Brings the copy to today's schema, and asks for InfluxDB to be filled anew. */
function prepareBooks(path: string): void {
  const folder = dirname(path);
  const db = openDatabase(folder, undefined, basename(path));
  createOutboxStore(db).askAnew();
  // Back to one file, which can be renamed as a whole.
  db.pragma('journal_mode = DELETE');
  db.close();
}

/** Keeps the books that are there under another name, with all that was committed to them; returns that name. */
function setAside(target: string, nowMs: number): string {
  const kept = `${target}.before-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;
  try {
    const db = new Database(target);
    // Takes the write-ahead log in: left behind, it would be played into the books that come.
    db.pragma('journal_mode = DELETE');
    db.close();
  } catch {
    // Damaged books are kept as they lie, log and all.
    for (const end of ['-wal', '-shm'])
      if (existsSync(`${target}${end}`)) renameSync(`${target}${end}`, `${kept}${end}`);
  }
  // A second name first: at no moment is there a folder without books, which a server would begin anew.
  linkSync(target, kept);
  return kept;
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}
