import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { type Keys, loadKeys, namesOf } from '../keys/key-file.ts';
import { type ClockKind, checkIntegrity, type Db, openDatabase, readSetting, writeSetting } from './open.ts';
import { createOperations } from './operations.ts';
import type { Answer, Call, Started } from './wire.ts';

/**
 * The thread that owns the database. Calls that wait together share one transaction and one fsync (group commit):
 * there is no timer, a lone call is committed at once, and the group grows by itself with the load.
 */

/** Calls in one transaction: bounds the time to a commit, and so the wait of the last one. */
const maxGroup = 512;

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const { dataDir, clock } = workerData as { dataDir: string; clock: ClockKind };

let db: Db | undefined;
try {
  db = openDatabase(dataDir, clock);
  checkIntegrity(db, dataDir);
  const kept = readSetting(db, 'keys');
  const keys = await loadKeys(dataDir, kept === undefined);
  if (kept === undefined) writeSetting(db, 'keys', namesOf(keys));
  else if (kept !== namesOf(keys)) throw otherKeys();
  serve(db, keys);
  port.postMessage({ started: true } satisfies Started);
} catch (error) {
  port.postMessage({
    started: false,
    code: codeOf(error) ?? '',
    message: messageOf(error),
  } satisfies Started);
  // The thread ends by itself: ending it from outside while the database's own code runs can take the process along.
  db?.close();
  port.close();
}

function serve(db: Db, keys: Keys): void {
  const operations = createOperations(db, keys) as Record<string, (...args: unknown[]) => unknown>;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const alone = db.transaction((call: Call) => operations[call.name]?.(...call.args));

  function runGroup(calls: readonly Call[]): Answer[] {
    try {
      begin.run();
      const answers = calls.map(runOne);
      commit.run();
      return answers;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      // Nothing of the group is on the disk, so nobody may be told that anything happened.
      return calls.map(({ id }) => ({
        id,
        fault: { code: 'LEDGER_UNAVAILABLE', message: messageOf(error) },
      }));
    }
  }

  /** One call in a savepoint of its own: its failure takes nothing else with it, unless the disk itself failed. */
  function runOne(call: Call): Answer {
    try {
      return { id: call.id, value: alone(call) };
    } catch (error) {
      if (isDiskFault(error) || !db.inTransaction) throw error;
      return { id: call.id, fault: { code: 'LEDGER_FAULT', message: messageOf(error) } };
    }
  }

  port?.on('message', (first: Call | 'close') => {
    const calls: Call[] = [];
    let message: Call | 'close' | undefined = first;
    while (message !== undefined && message !== 'close') {
      calls.push(message);
      if (calls.length === maxGroup) break;
      message = receiveMessageOnPort(port)?.message as Call | 'close' | undefined;
    }
    if (calls.length > 0) port.postMessage(runGroup(calls));
    if (message === 'close') {
      db.close();
      port.close();
    }
  });
}

function otherKeys(): ServerError {
  const message = `the keys in ${dataDir} are not those that its ledger was written with: every card would have a new history; restore keys.json from the same backup`;
  return new ServerError('KEYS_UNREADABLE', message);
}

function isDiskFault(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOMEM)/.test(codeOf(error) ?? '');
}
