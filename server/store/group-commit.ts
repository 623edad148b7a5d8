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
  const alone = db.transaction((call: Call) => operations[call.name]?.(...call.args));

  /** One call in a savepoint of its own: its failure takes nothing else with it, unless the disk itself failed. */
  function runOne(call: Call): Answer {
    try {
      return { id: call.id, value: alone(call) };
    } catch (error) {
      if (isDiskFault(error) || !db.inTransaction) throw error;
      return { id: call.id, fault: { code: 'LEDGER_FAULT', message: messageOf(error) } };
    }
  }

  return (calls) => {
    try {
      begin.run();
      const answers = calls.map(runOne);
      commit.run();
      return answers;
    } catch (error) {
      if (db.inTransaction) rollback.run();
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
