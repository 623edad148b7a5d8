import { useQuery } from '@tanstack/react-query';
import type { MachineList } from '../../../protocol/http/fleet.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** How often the list is read anew where the live stream says nothing: forecasts and ages move by themselves. */
const anewMs = 30_000;

/** All machines, most urgent first. */
export function useMachines() {
  return useQuery({
    queryKey: ['machines', 'list'],
    queryFn: ({ signal }) => fetchJson<MachineList>('/api/machines', { signal }),
    refetchInterval: anewMs,
  });
}
