import './pick-list.css';
import { Anchor, Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { PickList } from '../../../protocol/http/restock.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { useMachines } from '../data/use-machines.ts';
import { formatMoment } from '../i18n/format.ts';
import { useMachineEvents } from '../live/machine-events.ts';
import { useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { planVisit } from '../visit/plan.ts';
import { useProducts } from '../visit/use-plan.ts';
import { useVisits } from '../visit/visits-context.tsx';
import { PickMachines } from './pick-machines.tsx';
import { PickTotals } from './pick-totals.tsx';
import { routeOrder } from './route-order.ts';

const orders = ['route', 'urgency'] as const;
type Order = (typeof orders)[number];

/** What to load for the chosen machines: in all, and stop by stop; made to be printed. */
export function PickListPage() {
  useMachineEvents();
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const machines = params.get('machines') ?? '';
  const order: Order = orders.find((known) => known === params.get('order')) ?? 'route';
  const { data, error, refetch } = useQuery({
    queryKey: ['pick-list', machines],
    queryFn: ({ signal }) =>
      fetchJson<PickList>(`/api/pick-list?machines=${encodeURIComponent(machines)}`, { signal }),
    enabled: machines !== '',
  });
  const city = useCity();
  const stops = useStops(data, order);
  useKeepPlans(data);
  const setOrder = (value: string) =>
    setParams((before) => {
      before.set('order', value);
      return before;
    });

  return (
    <Stack gap="lg" className="pick-list">
      <Group justify="space-between" align="end">
        <div>
          <PageTitle name={t('pickList.title')} />
          {data && (
            <Text size="sm" className="muted">
              {t('pickList.asOf', { at: formatMoment(data.at, i18n.language, city.timeZone) })}
            </Text>
          )}
        </div>
        <Group gap="sm" className="no-print">
          <SegmentedControl
            aria-label={t('pickList.order')}
            transitionDuration={0}
            value={order}
            onChange={setOrder}
            data={orders.map((value) => ({ value, label: t(`pickList.order_${value}`) }))}
          />
          <Button variant="default" onClick={() => window.print()} disabled={data === undefined}>
            {t('pickList.print')}
          </Button>
        </Group>
      </Group>
      {machines === '' && (
        <Text>
          {t('pickList.noneChosen')}{' '}
          <Anchor component={Link} href="/machines" underline="always">
            {t('pickList.chooseMachines')}
          </Anchor>
        </Text>
      )}
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {machines !== '' && data === undefined && !error && (
        <Stack role="status" aria-label={t('pickList.loading')}>
          <Skeleton h={120} />
          <Skeleton h={160} />
          <Skeleton h={160} />
        </Stack>
      )}
      {data && <PickTotals totals={data.totals} productName={city.productName} />}
      {data && <PickMachines stops={stops} city={city} />}
    </Stack>
  );
}

/** Keeps what the visits of the list need: they may begin where there is no network. */
function useKeepPlans(list: PickList | undefined): void {
  const { store } = useVisits();
  const machines = useMachines().data;
  const products = useProducts();
  useEffect(() => {
    if (list === undefined || machines === undefined || products === undefined) return;
    const stops = new Set(list.machines.map(({ machine }) => machine));
    for (const machine of machines.machines)
      if (stops.has(machine.id)) store.keepPlan(planVisit(machine, products, machines.at));
  }, [list, machines, products, store]);
}

/** The machines of the list in the order that is wanted; the server gives them by urgency. */
function useStops(list: PickList | undefined, order: Order) {
  const known = useMachines().data?.machines ?? [];
  const stops = (list?.machines ?? []).map((stop) => {
    const machine = known.find(({ id }) => id === stop.machine);
    return {
      ...stop,
      id: stop.machine,
      known: machine,
      lat: machine?.lat ?? null,
      lon: machine?.lon ?? null,
    };
  });
  if (order === 'route') return routeOrder(stops);
  const urgency = (id: string) => known.findIndex((machine) => machine.id === id);
  return known.length === 0 ? stops : stops.sort((a, b) => urgency(a.id) - urgency(b.id));
}
