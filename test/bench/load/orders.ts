import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Target } from './machine.ts';
import type { Quantiles } from './quantiles.ts';
import type { Storm } from './storm.ts';

/** What the process of the load is told to do. */
export type LoadOrder =
  | { readonly do: 'connect'; readonly first: number; readonly count: number; readonly target: Target }
  | { readonly do: 'closed'; readonly warmMs: number; readonly windowMs: number }
  | { readonly do: 'steady'; readonly perSecond: number; readonly forMs: number }
  /** Ends the steady load that is under way; that one is answered then. */
  | { readonly do: 'halt' }
  | ({ readonly do: 'storm' } & Storm);

/** What it answers. `window`: the warm-up is over, and counting begins. */
export type LoadAnswer =
  | { readonly done: 'connect'; readonly faults: readonly string[] }
  | { readonly done: 'window' }
  | {
      readonly done: 'closed';
      readonly cycles: number;
      readonly ms: number;
      readonly cpuMs: number;
      readonly faults: readonly string[];
    }
  | { readonly done: 'steady'; readonly waits: Quantiles; readonly faults: readonly string[] }
  | {
      readonly done: 'storm';
      readonly ms: number;
      readonly again: number;
      readonly faults: readonly string[];
    }
  | { readonly done: 'failed'; readonly why: string };

type AnswerTo<D extends LoadAnswer['done']> = Extract<LoadAnswer, { done: D }>;

/** The process of the load, as the bench sees it. */
export interface LoadProcess {
  /** @throws Error where anything happened that must not: a refusal, a lost connection. */
  order<D extends 'connect' | 'closed' | 'steady' | 'storm'>(
    order: Extract<LoadOrder, { do: D }>,
    onWindow?: () => void,
  ): Promise<AnswerTo<D>>;
  halt(): void;
  end(): Promise<void>;
}

/** Starts a process that plays machines. */
export function startLoad(): LoadProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL('./load-process.ts', import.meta.url)), [], {
    execArgv: [],
    serialization: 'advanced',
  });
  const ended = once(child, 'exit');
  return {
    order: (order, onWindow) =>
      new Promise((resolve, reject) => {
        const take = (answer: LoadAnswer) => {
          if (answer.done === 'window') return onWindow?.();
          child.off('message', take);
          if (answer.done === 'failed') return reject(new Error(answer.why));
          const fault = answer.faults[0];
          if (fault !== undefined)
            return reject(new Error(`${answer.faults.length} faults, first: ${fault}`));
          resolve(answer as never);
        };
        child.on('message', take);
        child.send(order);
        child.once('exit', () => reject(new Error('the load has ended')));
      }),
    halt: () => void child.send({ do: 'halt' } satisfies LoadOrder),
    async end() {
      child.disconnect();
      await ended;
    },
  };
}
