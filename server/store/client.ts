import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ServerError, type ServerErrorCode } from '../errors.ts';
import type { ClockKind } from './open.ts';
import type { Operations } from './operations.ts';
import type { Answer, Call, Started } from './wire.ts';

/** The database as the rest of the server sees it. */
export interface Store {
  /**
   * Runs one operation; resolves when what it did is on the disk.
   * @throws ServerError LEDGER_UNAVAILABLE (nothing happened; try later) or LEDGER_FAULT (this call alone failed).
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

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ServerError) => void;
}

/** Starts the thread that owns a data folder's database. @throws ServerError as `openDatabase` and `loadKeys` do. */
export async function openStore(dataDir: string, clock: ClockKind): Promise<Store> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { dataDir, clock } });
  const [started] = (await once(worker, 'message')) as [Started];
  if (!started.started) {
    await worker.terminate();
    throw new ServerError(started.code as ServerErrorCode, started.message);
  }
  const waiters = new Map<number, Waiter>();
  let lastId = 0;
  let ended: ServerError | undefined;

  worker.on('message', (answers: readonly Answer[]) => {
    for (const { id, value, fault } of answers) {
      const waiter = waiters.get(id);
      waiters.delete(id);
      if (fault === undefined) waiter?.resolve(value);
      else
        waiter?.reject(
          new ServerError(fault.code, fault.message, { retryable: fault.code === 'LEDGER_UNAVAILABLE' }),
        );
    }
  });
  const end = (error: ServerError) => {
    ended ??= error;
    for (const waiter of waiters.values()) waiter.reject(error);
    waiters.clear();
  };
  worker.on('error', (error) => end(new ServerError('LEDGER_UNAVAILABLE', error.message, { cause: error })));
  worker.on('exit', () => end(new ServerError('LEDGER_UNAVAILABLE', 'the ledger is closed')));

  return {
    get waiting() {
      return waiters.size;
    },
    call(name, ...args) {
      if (ended) return Promise.reject(ended);
      if (waiters.size >= maxWaiting) {
        const message = `${maxWaiting} calls wait for the ledger`;
        return Promise.reject(new ServerError('LEDGER_UNAVAILABLE', message, { retryable: true }));
      }
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiters.set(id, { resolve: resolve as (value: unknown) => void, reject });
        worker.postMessage({ id, name, args } satisfies Call);
      });
    },
    async close() {
      const exited = once(worker, 'exit');
      worker.postMessage('close');
      await exited;
    },
  };
}
