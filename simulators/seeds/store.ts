import { ServerError } from '../../server/errors.ts';
import type { Store } from '../../server/store/client.ts';
import { createGroupCommit } from '../../server/store/group-commit.ts';
import { createLanes, isDecision, maxGroupWork } from '../../server/store/lanes.ts';
import type { Db } from '../../server/store/open.ts';
import type { Operations } from '../../server/store/operations.ts';
import type { Answer, Call } from '../../server/store/wire.ts';
import { type Random, wholeBetween } from '../random.ts';
import type { Life } from './mortal.ts';

/** Decisions in one group. */
const maxGroup = 512;
/** From the first call of a group to its commit, and from the commit to the answers, in ms at most. */
const commitMs = 8;
const answerMs = 4;

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The ledger's process without the process: the same lanes and the same group commit, on simulated time. Between the
 * calls, the commit and the answers there is time in which the power may go.
 */
export function createSimulatedStore(deps: {
  db: Db;
  operations: Operations;
  life: Life;
  random: Random;
  /** The disk takes nothing: every group fails as a whole. */
  isFailing: () => boolean;
}): Store {
  const { db, operations, life, random } = deps;
  const commit = createGroupCommit(
    db,
    operations as unknown as Record<string, (...args: unknown[]) => unknown>,
  );
  const lanes = createLanes();
  const waiters = new Map<number, Waiter>();
  let lastId = 0;
  let deciding = 0;
  let isBusy = false;

  function takeTurn(): void {
    const group = lanes.take(maxGroup, maxGroupWork);
    const answers = deps.isFailing() ? group.map(failed) : commit(group);
    life.clock.after(wholeBetween(random, 0, answerMs), () => tell(group, answers));
  }

  function tell(group: readonly Call[], answers: readonly Answer[]): void {
    deciding -= group.filter(isDecision).length;
    for (const { id, value, fault } of answers) {
      const waiter = waiters.get(id);
      waiters.delete(id);
      if (fault === undefined) waiter?.resolve(value);
      else
        waiter?.reject(
          new ServerError(fault.code, fault.message, { retryable: fault.code === 'LEDGER_UNAVAILABLE' }),
        );
    }
    isBusy = false;
    wake();
  }

  function wake(): void {
    if (isBusy || lanes.length === 0) return;
    isBusy = true;
    life.clock.after(wholeBetween(random, 0, commitMs), takeTurn);
  }

  return {
    call(name, ...args) {
      // What crosses between two processes is a copy.
      const call: Call = { id: ++lastId, name, args: args.map(copyOf) };
      if (isDecision(call)) deciding++;
      lanes.push(call);
      wake();
      return new Promise((resolve, reject) => {
        waiters.set(call.id, { resolve: resolve as (value: unknown) => void, reject });
      });
    },
    get waiting() {
      return waiters.size;
    },
    get deciding() {
      return deciding;
    },
    async close() {},
  };
}

/** Most arguments are numbers and words, which need no copying. */
const copyOf = (value: unknown): unknown => (typeof value === 'object' ? structuredClone(value) : value);

const failed = ({ id }: Call): Answer => ({
  id,
  fault: { code: 'LEDGER_UNAVAILABLE', message: 'the disk takes nothing' },
});
