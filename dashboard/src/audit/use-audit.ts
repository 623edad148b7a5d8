import { useInfiniteQuery } from '@tanstack/react-query';
import type { Audit, AuditFilter } from '../../../protocol/http/access.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { auditQuery } from './audit-filter.ts';

/** Acts that one question brings. */
const pageSize = 50;

/** Who did what, newest first; older acts are brought page by page. `enabled`: the reader may see them. */
export function useAudit(filter: AuditFilter, enabled: boolean) {
  const query = auditQuery(filter);
  return useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) => {
      const before = pageParam === null ? '' : `&before=${pageParam}`;
      return fetchJson<Audit>(`/api/audit?count=${pageSize}${before}&${query}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    enabled,
  });
}
