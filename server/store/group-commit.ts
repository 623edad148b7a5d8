import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import type { Db } from './open.ts';
import type { Answer, Call } from './wire.ts';

/**
 * Runs calls that wait together in one transaction, so that they share one fsync: no timer, a lone call is committed
 * at once, and the group grows by itself with the load. The answers may be told when it returns: what they say is on
 * the disk.
 */
export function createGroupCommit(
  db: Db,
  operations: Readonly<Record<string, (...args: unknown[]) => unknown>>,
): (calls: readonly Call[]) => Answer[] {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const run = (call: Call) => operations[call.name]?.(...call.args);
  const alone = db.transaction(run);

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
  function runTogether(calls: readonly Call[]): Answer[] | undefined {
    try {
      return calls.map((call) => ({ id: call.id, value: run(call) }));
    } catch (error) {
      if (isDiskFault(error)) throw error;
      return undefined;
    }
  }

  return (calls) => {
    try {
      begin.run();
      let answers = runTogether(calls);
      if (answers === undefined) {
        // One of them cannot be done. Nothing of the others is kept either, and all are run again, each apart.
        if (db.inTransaction) rollback.run();
        operations.rolledBack?.();
        begin.run();
        answers = calls.map(runApart);
      }
      commit.run();
      return answers;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      operations.rolledBack?.();
      // Nothing of the group is on the disk, so nobody may be told that anything happened.
      return calls.map(({ id }) => ({
        id,
        fault: { code: 'LEDGER_UNAVAILABLE', message: messageOf(error) },
      }));
    }
  };
}

function isDiskFault(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOMEM)/.test(codeOf(error) ?? '');
}
