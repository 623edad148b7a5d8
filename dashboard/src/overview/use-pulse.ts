import { useQuery } from '@tanstack/react-query';
import type { Pulse } from '../../../protocol/http/analytics.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** The hours of a day change slowly; the server answers all open pages from one reading. */
const refetchMs = 20_000;

/** Today beside a normal day, and what was refused. */
export function usePulse() {
  return useQuery({
    queryKey: ['pulse'],
    queryFn: ({ signal }) => fetchJson<Pulse>('/api/pulse', { signal }),
    refetchInterval: refetchMs,
  });
}
