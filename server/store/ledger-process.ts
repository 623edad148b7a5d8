import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { type Keys, loadKeys, namesOf } from '../keys/key-file.ts';
import { createCommitLine } from './commit-line.ts';
import { createGroupCommit } from './group-commit.ts';
import { openLog, syncByHand } from './log.ts';
import { type ClockKind, checkIntegrity, type Db, openDatabase, readSetting, writeSetting } from './open.ts';
import { createOperations } from './operations.ts';
import { type Answer, type Started, type ToLedger, unpackCall } from './wire.ts';

/**
 * The process that owns the database, so that no fsync holds up the broker and a fault of the one cannot take the
 * other along. A process and not a thread: loading TypeScript in threads crashes V8 now and then (docs/architecture.md).
 * It ends when the server says so or is gone.
 */

const [dataDir, clock] = process.argv.slice(2) as [string, ClockKind];
const server = process.ppid;

// A signal to the whole group (Ctrl-C, systemd) is the server's to answer: it still has things to write.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let db: Db | undefined;
try {
  db = openDatabase(dataDir, clock);
  checkIntegrity(db, dataDir);
  syncByHand(db);
  const keys = await keysOf(db);
  serve(db, keys);
  tell({ started: true });
} catch (error) {
  db?.close();
  tell({ started: false, code: codeOf(error) ?? '', message: messageOf(error) });
  process.disconnect();
}

async function keysOf(db: Db): Promise<Keys> {
  const kept = readSetting(db, 'keys');
  const keys = await loadKeys(dataDir, kept === undefined);
  if (kept === undefined) writeSetting(db, 'keys', namesOf(keys));
  else if (kept !== namesOf(keys)) {
    const message = `the keys in ${dataDir} are not those that its ledger was written with: every card would have a new history; restore keys.json from the same backup`;
    throw new ServerError('KEYS_UNREADABLE', message);
  }
  return keys;
}

function serve(db: Db, keys: Keys): void {
  const operations = createOperations(db, keys) as Record<string, (...args: unknown[]) => unknown>;
  const log = openLog(db);
  let ended = false;
  const line = createCommitLine({
    group: createGroupCommit(db, operations),
    sync: log.sync,
    tell,
    soon: (turn) =>
      void setImmediate(() => {
        // The server was killed: another may run by now, and nobody would hear what is decided here.
        if (process.ppid !== server) end();
        if (!ended) turn();
      }),
    onLost(error) {
      // Whether the last group is on the disk nobody knows. The process that comes next writes back what it finds before it serves.
      process.stderr.write(`the ledger cannot be synced: ${messageOf(error)}\n`);
      end();
    },
  });

  function end(): void {
    if (ended) return;
    ended = true;
    log.close();
    db.close();
    process.removeAllListeners('message');
    if (process.connected) process.disconnect();
  }

  process.on('message', (message: ToLedger) => {
    if (message === 'close') void line.drain().then(end);
    else line.push(message.map(unpackCall));
  });
  process.on('disconnect', end);
}

function tell(message: Started | readonly Answer[]): void {
  // Without a server there is nobody to tell, and the disconnect ends this process.
  if (process.connected) process.send?.(message);
}
