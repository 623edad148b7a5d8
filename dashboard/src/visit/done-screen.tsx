import { Button, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Visit, VisitList } from '../../../protocol/http/restock.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { useMachineEvents } from '../live/machine-events.ts';
import type { OutboxItem } from './outbox-item.ts';
import { OutboxRow, WaitingVisits } from './outbox-list.tsx';
import { StepTitle } from './step-title.tsx';

/** While the machine has not taken the stock over, it is looked for this often. */
const awaitingMs = 3_000;

/** The end: whether the server has the visit, whether the machine has followed, and what else waits on this phone. */
export function DoneScreen({ item, again }: { item: OutboxItem; again: () => void }) {
  useMachineEvents();
  const { t } = useTranslation();
  const { visit, state } = item;
  return (
    <>
      <StepTitle>{t(`visit.done_${state}`)}</StepTitle>
      <Paper withBorder p="md" data-saved={visit.id} data-state={state}>
        <OutboxRow item={item} />
        {state === 'synced' && <MachineFollows machine={visit.machine} visit={visit.id} />}
      </Paper>
      <WaitingVisits machine={undefined} except={visit.id} />
      <Stack gap="xs" className="visit-actions">
        <Button size="xl" component={Link} href="/machines">
          {t('visit.toMachines')}
        </Button>
        <Button size="lg" variant="default" onClick={again}>
          {t('visit.another')}
        </Button>
      </Stack>
    </>
  );
}

/** Whether the dispenser's own stock is what was counted. */
function MachineFollows({ machine, visit }: { machine: string; visit: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['visits', machine],
    queryFn: ({ signal }) =>
      fetchJson<VisitList>(`/api/visits?machine=${encodeURIComponent(machine)}`, { signal }),
    refetchInterval: ({ state }) => (settled(find(state.data, visit)) ? false : awaitingMs),
  });
  const found = find(data, visit);
  const words = settled(found)
    ? found?.slots.every(({ state }) => state === 'done')
      ? 'visit.followed'
      : 'visit.notFollowed'
    : 'visit.follows';
  return (
    <Text mt="xs" role="status" data-followed={settled(found)}>
      {t(words)}
    </Text>
  );
}

const find = (list: VisitList | undefined, id: string): Visit | undefined =>
  list?.visits.find((visit) => visit.id === id);

const settled = (visit: Visit | undefined): boolean =>
  visit?.slots.every(({ state }) => state !== 'waiting') ?? false;
