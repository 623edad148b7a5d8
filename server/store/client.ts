import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError, type ServerErrorCode } from '../errors.ts';
import type { ClockKind } from './open.ts';
import type { Operations } from './operations.ts';
import type { Answer, Call, Started } from './wire.ts';

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
  close(): Promise<void>;
}

/** Calls that may wait at once; more are refused at once rather than answered late. */
const maxWaiting = 20_000;
/** Pause before the database is opened again after its thread was lost. */
const reopenMs = 1_000;

interface Waiter {
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
 * Starts the thread that owns a data folder's database, and starts another where it is lost: machines wait for an
 * answer that never came as they do for a slow one.
 * @throws ServerError as `openDatabase` and `loadKeys` do.
 */
export async function openStore(deps: StoreDeps): Promise<Store> {
  const waiters = new Map<number, Waiter>();
  let lastId = 0;
  let timer: Timer | undefined;
  let closing = false;
  let worker: Worker | undefined = attach(await startWorker(deps));

  function attach(started: Worker): Worker {
    started.on('message', take);
    started.on('error', (error) => deps.log.error({ error: error.message }, 'the ledger’s thread failed'));
    started.on('exit', lost);
    return started;
  }

  function take(answers: readonly Answer[]): void {
    for (const { id, value, fault } of answers) {
      const waiter = waiters.get(id);
      waiters.delete(id);
      if (fault === undefined) waiter?.resolve(value);
      else waiter?.reject(faultOf(fault.code, fault.message));
    }
  }

  function lost(): void {
    worker = undefined;
    const error = faultOf('LEDGER_UNAVAILABLE', closing ? 'the ledger is closed' : 'the ledger was lost');
    for (const waiter of waiters.values()) waiter.reject(error);
    waiters.clear();
    if (!closing) timer = deps.clock.after(reopenMs, () => void reopen());
  }

  async function reopen(): Promise<void> {
    try {
      const started = await startWorker(deps);
      if (closing) {
        started.postMessage('close');
        return;
      }
      worker = attach(started);
      deps.log.warn('the ledger was lost and is open again');
    } catch (error) {
      deps.log.error({ error: messageOf(error) }, 'the ledger cannot be opened again');
      if (!closing) timer = deps.clock.after(reopenMs, () => void reopen());
    }
  }

  return {
    get waiting() {
      return waiters.size;
    },
    call(name, ...args) {
      const owner = worker;
      if (owner === undefined) return Promise.reject(faultOf('LEDGER_UNAVAILABLE', 'the ledger is not open'));
      if (waiters.size >= maxWaiting)
        return Promise.reject(faultOf('LEDGER_UNAVAILABLE', `${maxWaiting} calls wait for the ledger`));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        try {
          owner.postMessage({ id, name, args } satisfies Call);
        } catch (error) {
          reject(faultOf('LEDGER_FAULT', messageOf(error)));
          return;
        }
        waiters.set(id, { resolve: resolve as (value: unknown) => void, reject });
      });
    },
    async close() {
      closing = true;
      timer?.cancel();
      if (worker === undefined) return;
      const exited = exitOf(worker);
      worker.postMessage('close');
      await exited;
    },
  };
}

async function startWorker({ dataDir, kind }: StoreDeps): Promise<Worker> {
  const workerData = { dataDir, clock: kind };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  const exited = exitOf(worker);
  const [started] = (await once(worker, 'message')) as [Started];
  if (started.started) return worker;
  await exited;
  throw new ServerError(started.code as ServerErrorCode, started.message);
}

/** Resolves when the thread has ended, for whatever reason. */
function exitOf(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
  });
}

function faultOf(code: 'LEDGER_UNAVAILABLE' | 'LEDGER_FAULT', message: string): ServerError {
  return new ServerError(code, message, { retryable: code === 'LEDGER_UNAVAILABLE' });
}
