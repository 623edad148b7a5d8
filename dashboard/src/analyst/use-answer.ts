import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AnalyticsAnswer, AnalyticsChoices } from '../../../protocol/http/analytics.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** The server keeps an answer for half a minute. */
const refetchMs = 60_000;

/** What questions can be made of. */
export function useChoices() {
  return useQuery({
    queryKey: ['analytics', 'choices'],
    queryFn: ({ signal }) => fetchJson<AnalyticsChoices>('/api/analytics/choices', { signal }),
    refetchInterval: refetchMs,
  });
}

/** The answer to a question, once it can be asked; while another is fetched the one before stays. */
export function useAnswer(query: string | undefined) {
  return useQuery({
    queryKey: ['analytics', query],
    queryFn: ({ signal }) => fetchJson<AnalyticsAnswer>(`/api/analytics?${query}`, { signal }),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
    // A question that cannot be answered stays so.
    retry: false,
  });
}
