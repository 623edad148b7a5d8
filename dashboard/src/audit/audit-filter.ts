import type { AuditFilter } from '../../../protocol/http/access.ts';

/** What the log can be narrowed to, as it stands in the page's address. */
export const auditFilterNames = ['actor', 'action', 'subject'] as const;
export type AuditFilterName = (typeof auditFilterNames)[number];

/** The filter of an address; what it does not name is not narrowed. */
export function readAuditFilter(params: URLSearchParams): AuditFilter {
  const asked = auditFilterNames.map((name) => [name, params.get(name)] as const);
  return Object.fromEntries(asked.filter(([, value]) => value !== null && value !== ''));
}

/** The filter as a query, ready to stand behind others. */
export function auditQuery(filter: AuditFilter): string {
  const params = new URLSearchParams();
  for (const name of auditFilterNames) {
    const value = filter[name];
    if (value !== undefined) params.set(name, value);
  }
  return params.toString();
}
