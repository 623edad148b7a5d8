import { useQuery } from '@tanstack/react-query';
import type { MachineList } from '../../../protocol/http/fleet.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Machines change by the live stream; this is for what it does not tell, such as time that passes. */
const refetchMs = 30_000;

/** Every machine, most urgent first. */
export function useMachines() {
  return useQuery({
    queryKey: ['machines'],
    queryFn: ({ signal }) => fetchJson<MachineList>('/api/machines', { signal }),
    refetchInterval: refetchMs,
  });
}
