import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  PolicyChanges,
  PolicyDraft,
  PolicyList,
  PolicyPublication,
  PolicyReview,
  PolicyText,
  PolicyVersion,
} from '../../../protocol/http/policies.ts';
import type { WhatIf, WhatIfQuestion } from '../../../protocol/http/what-if.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Every version, the newest first. */
export function usePolicies() {
  return useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => fetchJson<PolicyList>('/api/policies', { signal }),
  });
}

/** A version with its text, which never changes. `keep`: until another is there, the one before stands. */
export function usePolicyText(version: number | undefined, keep = false) {
  return useQuery({
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    queryKey: ['policies', version],
    queryFn: ({ signal }) => fetchJson<PolicyText>(`/api/policies/${version}`, { signal }),
    enabled: version !== undefined,
  });
}

/** What changes from one version to another; nothing is asked where there is no other. */
export function usePolicyChanges(from: number | undefined, to: number | undefined) {
  return useQuery({
    queryKey: ['policies', from, 'changes', to],
    queryFn: ({ signal }) => fetchJson<PolicyChanges>(`/api/policies/${from}/changes?to=${to}`, { signal }),
    enabled: from !== undefined && to !== undefined,
  });
}

/** What is to be said of a draft. */
export function useCheck() {
  return useMutation({
    mutationFn: (body: PolicyDraft) => fetchJson<PolicyReview>('/api/policies/check', { body }),
  });
}

/** What a draft would have done with what was asked. */
export function useWhatIf() {
  return useMutation({
    mutationFn: (body: WhatIfQuestion) => fetchJson<WhatIf>('/api/policies/what-if', { body }),
  });
}

/** Publishes a draft; the list is asked for anew. */
export function usePublish() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PolicyPublication) => fetchJson<PolicyVersion>('/api/policies', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['policies'] }),
  });
}
