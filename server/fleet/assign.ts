import type { Assignment, AssignOrder } from '../../protocol/http/fleet.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Assigned, AssignmentStore } from './assignment-store.ts';
import type { Given } from './orders.ts';

/** What became of an assignment; a refusal changed nothing. */
export type AssignOutcome =
  | { readonly done: true; readonly assigned: Assignment | null }
  | { readonly done: false; readonly code: 'MACHINE_UNKNOWN' | 'ASSIGNEE_UNKNOWN' | 'ASSIGNEE_CHANGED' };

/**
 * Gives a machine to a person, or back to nobody, in the caller's database transaction. Whoever orders says who he
 * believes has it: two who take it at the same time do not both believe that they have it. `mayOperate`: whether
 * somebody of this name may go there and do something.
 */
export function createAssign(deps: {
  assignments: AssignmentStore;
  audit: AuditStore;
  isThere: (machine: string) => boolean;
  mayOperate: (name: string) => boolean;
}) {
  const { assignments, audit, isThere, mayOperate } = deps;

  return (machine: string, { to, from }: AssignOrder, { actor, nowMs, wallMs }: Given): AssignOutcome => {
    if (!isThere(machine)) return { done: false, code: 'MACHINE_UNKNOWN' };
    const before = assignments.find(machine, nowMs);
    const has = before?.person ?? null;
    // Said again, or done meanwhile by somebody else: it is as it was wanted.
    if (has === to) return { done: true, assigned: assignmentOf(before) };
    if (has !== from) return { done: false, code: 'ASSIGNEE_CHANGED' };
    if (to === null) assignments.end(machine);
    else if (mayOperate(to)) assignments.put(machine, to, nowMs);
    else return { done: false, code: 'ASSIGNEE_UNKNOWN' };
    audit.add(wallMs, { actor, action: 'machine-assigned', subject: machine, detail: { from, to } });
    return { done: true, assigned: assignmentOf(assignments.find(machine, nowMs)) };
  };
}
export type Assign = ReturnType<typeof createAssign>;

/** An assignment as pages show it. */
export function assignmentOf(assigned: Assigned | undefined): Assignment | null {
  return assigned === undefined ? null : { to: assigned.person, at: instantOf(assigned.atMs) };
}
