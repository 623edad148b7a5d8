import type { AuditStore } from '../audit/audit-store.ts';
import type { Given } from '../fleet/orders.ts';
import type { AbuseGuard } from './guard.ts';

/** What became of it; a refusal changed nothing. */
export type NumbersOpened =
  | { readonly done: true }
  | { readonly done: false; readonly code: 'MACHINE_UNKNOWN' | 'NUMBERS_OPEN' };

/** Opens a machine to typed and scanned numbers again, by the word of somebody who looked; it is written down with the reason. */
export function createOpenNumbers(deps: {
  reopen: AbuseGuard['reopen'];
  isThere: (machine: string) => boolean;
  audit: AuditStore;
}) {
  return (machine: string, reason: string, { actor, nowMs, wallMs }: Given): NumbersOpened => {
    if (!deps.isThere(machine)) return { done: false, code: 'MACHINE_UNKNOWN' };
    if (!deps.reopen(machine, nowMs)) return { done: false, code: 'NUMBERS_OPEN' };
    deps.audit.add(wallMs, { actor, action: 'numbers-opened', subject: machine, detail: { reason } });
    return { done: true };
  };
}
