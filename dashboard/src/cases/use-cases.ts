import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  CardAllowance,
  CardAllowed,
  CardErased,
  CardLook,
  CardNumber,
  CaseList,
  CaseOutcome,
  CasesWaiting,
  CaseWord,
} from '../../../protocol/http/cases.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** People wait for an answer, though not at the page. */
const anewMs = 20_000;

/** One case, of either kind. */
export type Case = CaseList['cases'][number];

/** What people contest: what waits, then what was decided. */
export function useCases() {
  return useQuery({
    queryKey: ['cases'],
    queryFn: ({ signal }) => fetchJson<CaseList>('/api/cases', { signal }),
    refetchInterval: anewMs,
  });
}

/** How much of it waits. */
export function useCasesWaiting() {
  return useQuery({
    queryKey: ['cases', 'waiting'],
    queryFn: ({ signal }) => fetchJson<CasesWaiting>('/api/cases/waiting', { signal }),
    refetchInterval: anewMs,
  });
}

/** Decides on a case; refused or not, the list is looked at anew. */
export function useDecideCase(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CaseWord) => fetchJson<CaseOutcome>(`/api/cases/${id}/decide`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['cases'] }),
  });
}

/** What was taken with a card. Nothing of it is kept beside the page: a number is in what was asked. */
export function useLookAtCard() {
  return useMutation({
    mutationFn: (body: CardNumber) => fetchJson<CardLook>('/api/cards/look', { body }),
    gcTime: 0,
  });
}

/** Gives a card more than its share. */
export function useAllowCard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CardAllowance) => fetchJson<CardAllowed>('/api/cards/allow', { body }),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: ['cases'] }),
  });
}

/** Lets go of what names a card. */
export function useEraseCard() {
  return useMutation({
    mutationFn: (body: CardNumber) => fetchJson<CardErased>('/api/cards/erase', { body }),
    gcTime: 0,
  });
}
