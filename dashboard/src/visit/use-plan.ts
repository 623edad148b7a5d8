import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Overview } from '../../../protocol/http/figures.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { useMachine } from '../machine/use-machine.ts';
import { planVisit, type VisitPlan } from './plan.ts';
import { useVisits } from './visits-context.tsx';

/** What is known of a machine for a visit: from the server, else what this phone kept of an earlier look. */
export function usePlan(machine: string) {
  const { store } = useVisits();
  const { data, error, refetch } = useMachine(machine);
  const products = useProducts();
  const fresh = data && products && planVisit(data.machine, products, data.at);
  useEffect(() => {
    if (data && products) store.keepPlan(planVisit(data.machine, products, data.at));
  }, [data, products, store]);
  const plan: VisitPlan | undefined = fresh ?? store.plan(machine);
  return { plan, old: fresh === undefined && plan !== undefined, error, refetch };
}

/** The products by name; asked for where machines are to be visited. */
export function useProducts() {
  const { data } = useQuery({
    queryKey: ['city'],
    queryFn: ({ signal }) => fetchJson<Overview>('/api/overview', { signal }),
  });
  return data?.products;
}
