import { useQuery } from '@tanstack/react-query';
import type { MachineDetail } from '../../../protocol/http/fleet.ts';
import { ApiFailure, fetchJson } from '../api/fetch-json.ts';

const anewMs = 30_000;
const tries = 3;

/** One machine and what stands beside it. One that does not exist is not asked for again and again. */
export function useMachine(id: string) {
  return useQuery({
    queryKey: ['machines', id, 'detail'],
    queryFn: ({ signal }) => fetchJson<MachineDetail>(`/api/machines/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: anewMs,
    retry: (count, error) => count < tries && !(error instanceof ApiFailure && error.status === 404),
  });
}
