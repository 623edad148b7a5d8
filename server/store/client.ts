import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { maxJournalEntries } from '../../protocol/mqtt/topics.ts';
import { ServerError, type ServerErrorCode } from '../errors.ts';
import { createLanes, isDecision, maxGroupWork, workOf } from './lanes.ts';
import type { ClockKind } from './open.ts';
import type { Operations } from './operations.ts';
import { type PackedAnswer, packCall, type Started, type ToLedger, unpackAnswer } from './wire.ts';

/** The database as the rest of the server sees it. */
export interface Store {
  /**
   * Runs one operation; resolves when what it did is on the disk.
   * @throws ServerError LEDGER_UNAVAILABLE (try later: every operation may be said again) or LEDGER_FAULT (this call
   * alone failed).
   */
  call<N extends keyof Operations>(
    name: N,
    ...args: Parameters<Operations[N]>
  ): Promise<ReturnType<Operations[N]>>;
  /** Calls that wait for their answer. */
  readonly waiting: number;
  /** Those of them that are decisions: what the next one has before it. */
  readonly deciding: number;
  close(): Promise<void>;
}

/** Calls that may wait at once; more are refused at once rather than answered late. */
const maxWaiting = 20_000;
/** Pause before the database is opened again after its process was lost. */
const reopenMs = 1_000;

/**
 * Work (lanes.ts) that may lie with the ledger's process beside decisions: two of its groups, so that it never waits
 * for the next one, and what is behind them can still be overtaken here.
 */
const maxWorkSent = 2 * maxGroupWork;

interface Waiter {
  /** What it counts of the work that was sent; 0 for a decision. */
  readonly work: number;
  readonly decision: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ServerError) => void;
}

export interface StoreDeps {
  readonly dataDir: string;
  readonly kind: ClockKind;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Starts the process that owns a data folder's database, and starts another where it is lost: machines wait for an
 * answer that never came as they do for a slow one.
 * @throws ServerError as `openDatabase` and `loadKeys` do.
 */
export async function openStore(deps: StoreDeps): Promise<Store> {
  const waiters = new Map<number, Waiter>();
  let lastId = 0;
  const unsent = createLanes();
  let flushing = false;
  let workSent = 0;
  let deciding = 0;
  let timer: Timer | undefined;
  let closing = false;
  let ledger: LedgerProcess | undefined = attach(await startLedger(deps));

  function attach(started: LedgerProcess): LedgerProcess {
    deps.log.info({ ledger: started.child.pid }, 'the ledger is open');
    started.child.on('message', (answers) => take(answers as readonly PackedAnswer[]));
    void started.ended.then(lost);
    return started;
  }

  function take(answers: readonly PackedAnswer[]): void {
    for (const { id, value, fault } of answers.map(unpackAnswer)) {
      const waiter = waiters.get(id);
      waiters.delete(id);
      if (waiter?.decision) deciding--;
      else workSent -= waiter?.work ?? 0;
      if (fault === undefined) waiter?.resolve(value);
      else waiter?.reject(faultOf(fault.code, fault.message));
    }
    if (unsent.length > 0) flushSoon();
  }

  function lost(how: string): void {
    ledger = undefined;
    unsent.clear();
    [workSent, deciding] = [0, 0];
    const error = faultOf('LEDGER_UNAVAILABLE', closing ? 'the ledger is closed' : 'the ledger was lost');
    for (const waiter of waiters.values()) waiter.reject(error);
    waiters.clear();
    if (closing) return;
    deps.log.error({ how }, 'the ledger’s process has ended');
    timer = deps.clock.after(reopenMs, () => void reopen());
  }

  async function reopen(): Promise<void> {
    try {
      const started = await startLedger(deps);
      if (closing) {
        send(started.child, 'close');
        return;
      }
      ledger = attach(started);
      deps.log.warn('the ledger was lost and is open again');
    } catch (error) {
      deps.log.error({ error: messageOf(error) }, 'the ledger cannot be opened again');
      if (!closing) timer = deps.clock.after(reopenMs, () => void reopen());
    }
  }

  /** All calls of one turn of the event loop go in one message; of those that may wait, no more than are due. */
  function flush(work = maxWorkSent - workSent): void {
    flushing = false;
    const calls = unsent.take(maxWaiting, work);
    for (const { id } of calls) workSent += waiters.get(id)?.work ?? 0;
    if (ledger !== undefined && calls.length > 0) send(ledger.child, calls.map(packCall));
  }

  function flushSoon(): void {
    if (flushing) return;
    flushing = true;
    setImmediate(() => flush());
  }

  return {
    get waiting() {
      return waiters.size;
    },
    get deciding() {
      return deciding;
    },
    call(name, ...args) {
      if (ledger === undefined)
        return Promise.reject(faultOf('LEDGER_UNAVAILABLE', 'the ledger is not open'));
      if (waiters.size >= maxWaiting)
        return Promise.reject(faultOf('LEDGER_UNAVAILABLE', `${maxWaiting} calls wait for the ledger`));
      const call = { id: ++lastId, name, args };
      const decision = isDecision(call);
      if (decision) deciding++;
      unsent.push(call);
      flushSoon();
      return new Promise((resolve, reject) => {
        const work = decision ? 0 : workOf(call);
        waiters.set(call.id, { work, decision, resolve: resolve as (value: unknown) => void, reject });
      });
    },
    async close() {
      closing = true;
      timer?.cancel();
      if (ledger === undefined) return;
      flush(maxWaiting * maxJournalEntries);
      send(ledger.child, 'close');
      await ledger.ended;
    },
  };
}

interface LedgerProcess {
  readonly child: ChildProcess;
  /** Resolves with how it ended, when it has and all that it said was heard. */
  readonly ended: Promise<string>;
}

async function startLedger({ dataDir, kind }: StoreDeps): Promise<LedgerProcess> {
  const program = fileURLToPath(new URL('./ledger-process.ts', import.meta.url));
  const child = fork(program, [dataDir, kind], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const heard = new Promise<void>((resolve) => child.once('disconnect', () => resolve()));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => void heard.then(() => resolve(`${signal ?? code}`)));
  });
  const first = once(child, 'message').then(([message]) => message as Started);
  const started = await Promise.race([first, ended]);
  if (typeof started === 'string')
    throw faultOf('LEDGER_UNAVAILABLE', `the ledger’s process did not start: ${started}`);
  if (started.started) return { child, ended };
  await ended;
  throw new ServerError(started.code as ServerErrorCode, started.message);
}

/** A process that is gone takes nothing: its end is told on its own. */
function send(child: ChildProcess, message: ToLedger): void {
  if (child.connected) child.send(message, () => {});
}

function faultOf(code: 'LEDGER_UNAVAILABLE' | 'LEDGER_FAULT', message: string): ServerError {
  return new ServerError(code, message, { retryable: code === 'LEDGER_UNAVAILABLE' });
}
