import { useInfiniteQuery } from '@tanstack/react-query';
import type { Audit } from '../../../protocol/http/access.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Acts that one question brings. */
const pageSize = 50;

/** Who did what, newest first; older acts are brought page by page. `enabled`: the reader may see them. */
export function useAudit(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => {
      const before = pageParam === null ? '' : `&before=${pageParam}`;
      return fetchJson<Audit>(`/api/audit?count=${pageSize}${before}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    enabled,
  });
}
