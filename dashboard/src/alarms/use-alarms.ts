import { useInfiniteQuery } from '@tanstack/react-query';
import type { AlarmList } from '../../../protocol/http/alarms.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Alarms that one question brings. */
const pageSize = 50;
/** How often they are looked for anew: what is urgent stands on the first page at once. */
const lookEveryMs = 30_000;

/** The alarms of every machine, or of one, newest first; older ones are brought page by page. */
export function useAlarms(machine: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['alarms', machine ?? ''],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ count: String(pageSize) });
      if (pageParam !== null) asked.set('before', String(pageParam));
      if (machine !== undefined) asked.set('machine', machine);
      return fetchJson<AlarmList>(`/api/alarms?${asked}`, { signal });
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: lookEveryMs,
  });
}
