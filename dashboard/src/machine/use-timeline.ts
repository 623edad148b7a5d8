import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { Timeline, TimelineItem } from '../../../protocol/http/fleet.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Every kind of thing that happens, in the order of the filter. */
export const timelineKinds = [
  'vend',
  'refusal',
  'fault',
  'cleared',
  'door',
  'stock',
  'boot',
  'line',
  'tamper',
  'command',
  'alarm',
] as const satisfies readonly TimelineItem['kind'][];

/** Things that one question brings. */
const pageSize = 50;

/** What happened to a machine, newest first; older ones are brought page by page. */
export function useTimeline(machine: string) {
  return useInfiniteQuery({
    queryKey: ['machines', machine, 'timeline'],
    queryFn: ({ pageParam, signal }) => {
      const before = pageParam === null ? '' : `&before=${encodeURIComponent(pageParam)}`;
      const path = `/api/machines/${encodeURIComponent(machine)}/timeline?count=${pageSize}${before}`;
      return fetchJson<Timeline>(path, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
}

/** The kinds that the address asks for; none: all. */
export function useKinds() {
  const [params, setParams] = useSearchParams();
  const asked = (params.get('kinds') ?? '').split(',');
  const kinds = timelineKinds.filter((kind) => asked.includes(kind));
  const setKinds = (values: readonly string[]) =>
    setParams((before) => {
      const next = timelineKinds.filter((kind) => values.includes(kind));
      if (next.length === 0) before.delete('kinds');
      else before.set('kinds', next.join(','));
      return before;
    });
  return { kinds, setKinds };
}
