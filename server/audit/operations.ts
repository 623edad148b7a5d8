import type { Audit, AuditFilter } from '../../protocol/http/access.ts';
import type { Act, AuditStore } from './audit-store.ts';

/** What the audit log can be asked. A capability that has its own operations gives them the store instead. */
export function createAuditOperations(audit: AuditStore) {
  return {
    auditAdd: (act: Act, nowMs: number): void => audit.add(nowMs, act),
    auditChoices: audit.choices,
    /** A page of at most `count` entries of the filter, newest first, from below `before` on. */
    auditPage(before: number, count: number, filter: AuditFilter = {}): Audit {
      const entries = audit.page(before, count + 1, filter);
      const shown = entries.slice(0, count);
      return { entries: shown, next: entries.length > count ? (shown.at(-1)?.id ?? null) : null };
    },
  };
}
