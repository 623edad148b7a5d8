import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import type { Db } from './open.ts';
import type { Answer, Call } from './wire.ts';

/** Calls that share one transaction, and with it one fsync. */
export interface GroupCommit {
  /** Runs calls in the open transaction, which it begins where none is. Nothing may be told of them yet. */
  run(calls: readonly Call[]): void;
  /** Calls in the open transaction. */
  readonly size: number;
  /** Commits what was run since the last time. */
  commit(): Committed;
  /** Takes the open transaction back, and tells nobody of it. */
  abandon(): void;
}

/**
 * A group's answers, in the order in which its calls were run. Kept: where the database's `synchronous` is FULL they
 * may be told now, else once the write-ahead log is synced. Not kept: nothing happened, and all say so.
 */
export interface Committed {
  readonly kept: boolean;
  readonly answers: readonly Answer[];
}

/** A group on a database. There is no timer: it grows by what comes in before whoever owns it commits. */
export function createGroupCommit(
  db: Db,
  operations: Readonly<Record<string, (...args: unknown[]) => unknown>>,
): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const runCall = (call: Call) => operations[call.name]?.(...call.args);
  const alone = db.transaction(runCall);
  let calls: Call[] = [];
  let answers: Answer[] = [];
  /** Why nothing of the group can be done. */
  let broken: string | undefined;

  /** One call in a savepoint of its own: its failure takes nothing else with it, unless the disk itself failed. */
  function runApart(call: Call): Answer {
    try {
      return { id: call.id, value: alone(call) };
    } catch (error) {
      if (isDiskFault(error) || !db.inTransaction) throw error;
      return { id: call.id, fault: { code: 'LEDGER_FAULT', message: messageOf(error) } };
    }
  }

  /** All calls, as long as none fails: a savepoint costs a copy of every page that its call touches. */
  function runTogether(more: readonly Call[]): boolean {
    try {
      for (const call of more) answers.push({ id: call.id, value: runCall(call) });
      return true;
    } catch (error) {
      if (isDiskFault(error)) throw error;
      return false;
    }
  }

  function breakOff(error: unknown): void {
    broken = messageOf(error);
    if (db.inTransaction) rollback.run();
  }

  /** Nothing of the group is on the disk, so nobody may be told that anything happened. */
  const unavailable = (message: string): Answer[] =>
    calls.map(({ id }) => ({ id, fault: { code: 'LEDGER_UNAVAILABLE', message } }));

  function end(): void {
    [calls, answers, broken] = [[], [], undefined];
  }

  return {
    run(more) {
      const isFirst = calls.length === 0;
      calls.push(...more);
      if (broken !== undefined) return;
      try {
        if (isFirst) begin.run();
        if (runTogether(more)) return;
        // One of them cannot be done. Nothing of the others is kept either, and all are run again, each apart.
        if (db.inTransaction) rollback.run();
        begin.run();
        answers = calls.map(runApart);
      } catch (error) {
        breakOff(error);
      }
    },

    get size() {
      return calls.length;
    },

    commit() {
      if (broken === undefined && calls.length > 0) {
        try {
          commit.run();
        } catch (error) {
          breakOff(error);
        }
      }
      const told =
        broken === undefined ? { kept: true, answers } : { kept: false, answers: unavailable(broken) };
      end();
      return told;
    },

    abandon() {
      if (db.inTransaction) rollback.run();
      end();
    },
  };
}

function isDiskFault(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOMEM)/.test(codeOf(error) ?? '');
}
