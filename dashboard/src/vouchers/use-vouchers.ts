import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  VoucherBatch,
  VoucherList,
  VoucherOrder,
  VoucherWithdrawal,
} from '../../../protocol/http/vouchers.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** To count them is work for the ledger, and nobody waits for it. */
const anewMs = 30_000;

/** The batches, the newest first, with how far each was used. */
export function useVouchers() {
  return useQuery({
    queryKey: ['vouchers'],
    queryFn: ({ signal }) => fetchJson<VoucherList>('/api/vouchers', { signal }),
    refetchInterval: anewMs,
  });
}

/** Makes a batch. */
export function useMakeVouchers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: VoucherOrder) => fetchJson<VoucherBatch>('/api/vouchers', { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['vouchers'] }),
  });
}

/** Withdraws a batch; refused or not, the list is looked at anew. */
export function useWithdrawVouchers(batch: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: VoucherWithdrawal) =>
      fetchJson<VoucherBatch>(`/api/vouchers/${batch}/withdraw`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['vouchers'] }),
  });
}
