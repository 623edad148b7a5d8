import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { ServerError } from '../errors.ts';
import type { CardQuestion } from './card-count.ts';
import type { CardAnswer, CardCall } from './card-process.ts';

/** Counts the cards of each key of each step. @throws ServerError CARDS_NOT_COUNTED (try later) */
export type CountCards = (question: CardQuestion) => Promise<readonly (readonly number[])[]>;

/** How long the process stays without a question: its start takes longer than most of its answers, and it holds some 100 MiB. */
const idleMs = 600_000;

interface Waiter {
  readonly resolve: (cards: readonly (readonly number[])[]) => void;
  readonly reject: (error: ServerError) => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly waiters: Map<number, Waiter>;
}

/** Counts cards in a process of its own, which is started when somebody asks and ends when nobody does for a while. */
export function createCardCounter({ dataDir, clock }: { readonly dataDir: string; readonly clock: Clock }) {
  const program = fileURLToPath(new URL('./card-process.ts', import.meta.url));
  let running: Running | undefined;
  let idle: Timer | undefined;
  let lastId = 0;

  function start(): Running {
    const child = fork(program, [dataDir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const started: Running = { child, waiters: new Map() };
    // Decisions come first on a board with few cores.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    child.on('message', (answer) => take(started, answer as CardAnswer));
    const lost = () => {
      if (running === started) running = undefined;
      for (const { reject } of started.waiters.values()) reject(notCounted('the process has ended'));
      started.waiters.clear();
    };
    child.once('error', lost);
    child.once('exit', lost);
    return started;
  }

  function take({ waiters, child }: Running, { id, cards, error }: CardAnswer): void {
    const waiter = waiters.get(id);
    waiters.delete(id);
    if (cards === undefined) waiter?.reject(notCounted(error ?? 'no answer'));
    else waiter?.resolve(cards);
    if (waiters.size === 0) endLater(child);
  }

  /** Where nothing waits for it for so long, the next question starts another. */
  function endLater(child: ChildProcess): void {
    idle?.cancel();
    idle = clock.after(idleMs, () => {
      if (running?.child === child) running = undefined;
      if (child.connected) child.disconnect();
    });
  }

  const count: CountCards = (question) => {
    idle?.cancel();
    running ??= start();
    const { child, waiters } = running;
    const call: CardCall = { id: ++lastId, question };
    return new Promise((resolve, reject) => {
      waiters.set(call.id, { resolve, reject });
      // A process that is gone takes nothing: its end is told on its own.
      child.send(call, () => {});
    });
  };

  return {
    count,
    /** Starts the process where it does not run: whoever asks soon need not wait for its start. */
    prepare(): void {
      running ??= start();
      if (running.waiters.size === 0) endLater(running.child);
    },
    /** Ends the process, also in the middle of a count: it changes nothing. */
    stop(): void {
      idle?.cancel();
      running?.child.kill('SIGKILL');
    },
  };
}

export type CardCounter = ReturnType<typeof createCardCounter>;

const notCounted = (why: string) =>
  new ServerError('CARDS_NOT_COUNTED', `of how many cards cells tell could not be counted: ${why}`, {
    retryable: true,
  });
