import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Doubt,
  DoubtList,
  Quarantine,
  QuarantineOutcome,
  QuarantineVerdict,
  Reason,
} from '../../../protocol/http/doubt.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** What has no end for ten minutes changes slowly. */
const anewMs = 20_000;

const pathOf = (machine: string) => `/api/machines/${encodeURIComponent(machine)}`;

/** Transactions without an end, the oldest first. */
export function useDoubts() {
  return useQuery({
    queryKey: ['doubts'],
    queryFn: ({ signal }) => fetchJson<DoubtList>('/api/doubts', { signal }),
    refetchInterval: anewMs,
  });
}

/** Ends a transaction as one of which nothing fell; refused or not, the list is looked at anew. */
export function useEndDoubt({ machine, txn }: Pick<Doubt, 'machine' | 'txn'>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Reason) => fetchJson<Doubt>(`${pathOf(machine)}/doubts/${txn}/end`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['doubts'] }),
  });
}

/** What a machine's quarantine holds back, while it is in one. */
export function useQuarantine(machine: string) {
  return useQuery({
    queryKey: ['machines', machine, 'quarantine'],
    queryFn: ({ signal }) => fetchJson<Quarantine>(`${pathOf(machine)}/quarantine`, { signal }),
    refetchInterval: anewMs,
  });
}

/** Accepts or rejects what a machine in quarantine told. */
export function useDecide(machine: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: QuarantineVerdict) =>
      fetchJson<QuarantineOutcome>(`${pathOf(machine)}/quarantine`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['machines'] }),
  });
}
