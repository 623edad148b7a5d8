import type { GroupCommit } from './group-commit.ts';
import { createLanes, isDecision, maxGroupWork, workOf } from './lanes.ts';
import type { Answer, Call } from './wire.ts';

/** Decisions in one transaction: bounds the time to a commit, and so the wait of the last one. */
const maxGroup = 512;

/** What the line is run on; all I/O of the ledger's process but the database's own. */
export interface CommitLineDeps {
  readonly group: GroupCommit;
  /** Resolves when all that was committed before the call is on the disk; rejects where that cannot be said. */
  readonly sync: () => Promise<void>;
  readonly tell: (answers: readonly Answer[]) => void;
  /** Runs a turn once all that has come in by now was put in the line. */
  readonly soon: (turn: () => void) => void;
  /** The disk could not be synced: what was committed last may be there or not, and nothing more may be told. */
  readonly onLost: (error: unknown) => void;
}

/** Calls on their way through the ledger: run, committed, synced, and only then told. */
export interface CommitLine {
  push(calls: readonly Call[]): void;
  /** Resolves when all that was pushed has been told; nothing may be pushed any more. */
  drain(): Promise<void>;
}

/**
 * Two steps at once: while the disk syncs one group, the next one's calls are run in a transaction that is committed when the sync is through.
 * So neither processor nor disk waits for the other, and under load a group grows to what comes in during one sync. A
 * lone call is committed and synced at once. A group is built on what the former one wrote before that is on the disk;
 * nothing is told of it before its own sync, which covers both.
 */
export function createCommitLine({ group, sync, tell, soon, onLost }: CommitLineDeps): CommitLine {
  const waiting = createLanes();
  /** Of the open transaction, what counts as work. */
  let work = 0;
  let [due, syncing, lost] = [false, false, false];
  let drained: (() => void) | undefined;

  function wake(): void {
    if (due || lost) return;
    due = true;
    soon(takeTurn);
  }

  function takeTurn(): void {
    due = false;
    const calls = waiting.take(maxGroup - group.size, maxGroupWork - work);
    for (const call of calls) if (!isDecision(call)) work += workOf(call);
    if (calls.length > 0) group.run(calls);
    if (syncing) return;
    if (group.size > 0) commit();
    else drained?.();
  }

  function commit(): void {
    const { kept, answers } = group.commit();
    work = 0;
    if (!kept) {
      tell(answers);
      wake();
      return;
    }
    syncing = true;
    sync().then(
      () => {
        syncing = false;
        tell(answers);
        wake();
      },
      (error: unknown) => {
        lost = true;
        group.abandon();
        onLost(error);
      },
    );
    // What did not fit is run while the disk works.
    if (waiting.length > 0) wake();
  }

  return {
    push(calls) {
      for (const call of calls) waiting.push(call);
      wake();
    },
    drain() {
      return new Promise((resolve) => {
        drained = resolve;
        wake();
      });
    },
  };
}
