import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { followKeys, type Keys } from '../keys/key-file.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLanes, maxGroupWork } from './lanes.ts';
import { keysOfLedger } from './ledger-keys.ts';
import { type ClockKind, checkIntegrity, type Db, openDatabase } from './open.ts';
import { createOperations } from './operations.ts';
import { type Call, type PackedAnswer, packAnswer, type Started, type ToLedger, unpackCall } from './wire.ts';

/**
 * The process that owns the database, so that no fsync holds up the broker and a fault of the one cannot take the
 * other along. A process and not a thread: loading TypeScript in threads crashes V8 now and then (docs/architecture.md).
 * It ends when the server says so or is gone.
 */

/** Decisions in one transaction: bounds the time to a commit, and so the wait of the last one. */
const maxGroup = 512;

const [dataDir, clock] = process.argv.slice(2) as [string, ClockKind];
const server = process.ppid;

// A signal to the whole group (Ctrl-C, systemd) is the server's to answer: it still has things to write.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let db: Db | undefined;
try {
  db = openDatabase(dataDir, clock);
  checkIntegrity(db, dataDir);
  const keys = await keysOfLedger(db, dataDir);
  serve(db, keys);
  tell({ started: true });
} catch (error) {
  db?.close();
  tell({ started: false, code: codeOf(error) ?? '', message: messageOf(error) });
  process.disconnect();
}

function serve(db: Db, keys: Keys): void {
  const commit = createGroupCommit(
    db,
    createOperations(db, keys, () => {
      followKeys(keys, dataDir);
    }) as Record<string, (...args: unknown[]) => unknown>,
  );
  const waiting = createLanes();
  let closing = false;
  let turn: NodeJS.Immediate | undefined;

  function takeTurn(): void {
    turn = undefined;
    // The server was killed: another may run by now, and nobody would hear what is decided here.
    if (process.ppid !== server) {
      end();
      return;
    }
    const group = waiting.take(maxGroup, maxGroupWork);
    if (group.length > 0) tell(commit(group).map((answer, at) => packAnswer(group[at] as Call, answer)));
    if (waiting.length > 0) turn = setImmediate(takeTurn);
    else if (closing) end();
  }

  function end(): void {
    clearImmediate(turn);
    db.close();
    process.removeAllListeners('message');
    if (process.connected) process.disconnect();
  }

  process.on('message', (message: ToLedger) => {
    if (message === 'close') closing = true;
    else for (const call of message) waiting.push(unpackCall(call));
    // After all that has come in by now, so that it shares one commit.
    turn ??= setImmediate(takeTurn);
  });
  process.on('disconnect', () => {
    if (db.open) end();
  });
}

function tell(message: Started | readonly PackedAnswer[]): void {
  // Without a server there is nobody to tell, and the disconnect ends this process.
  if (process.connected) process.send?.(message);
}
