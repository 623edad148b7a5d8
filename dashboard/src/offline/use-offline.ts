import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { OfflineReport } from '../../../protocol/http/offline.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Days that one may look back; the server reports on 35 at most. */
export const spans = [1, 7, 14, 35] as const;
export type Span = (typeof spans)[number];
const defaultSpan: Span = 7;

/** What the address asks: of how many days, up to today, and of which machine. */
export function useOfflineQuestion() {
  const [params, setParams] = useSearchParams();
  const days = spans.find((span) => String(span) === params.get('days')) ?? defaultSpan;
  const machine = params.get('machine') ?? undefined;
  const change = (asked: { days?: Span; machine?: string | undefined }) => {
    const next = { days, machine, ...asked };
    setParams({
      ...(next.days === defaultSpan ? {} : { days: String(next.days) }),
      ...(next.machine === undefined ? {} : { machine: next.machine }),
    });
  };
  return { days, machine, change };
}

/** What machines gave while they were cut off; `today`: the city's date, undefined while that is not known. */
export function useOfflineReport(days: Span, machine: string | undefined, today: string | undefined) {
  const asked = new URLSearchParams();
  if (today !== undefined) {
    asked.set('from', daysBefore(today, days - 1));
    asked.set('to', today);
  }
  if (machine !== undefined) asked.set('machine', machine);
  return useQuery({
    queryKey: ['offline-report', asked.toString()],
    queryFn: ({ signal }) => fetchJson<OfflineReport>(`/api/offline-report?${asked}`, { signal }),
    enabled: today !== undefined,
    placeholderData: keepPreviousData,
  });
}

function daysBefore(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}
