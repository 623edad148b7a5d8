import './machines.css';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMachines } from '../data/use-machines.ts';
import { formatCount } from '../i18n/format.ts';
import { useMachineEvents } from '../live/machine-events.ts';
import { useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { ChosenBar } from './chosen-bar.tsx';
import { MachineCards } from './machine-cards.tsx';
import { applyMachineFilter } from './machine-filter.ts';
import { MachineFilters } from './machine-filters.tsx';
import { MachineTable } from './machine-table.tsx';
import { useMachineFilter } from './use-machine-filter.ts';

/** Machines that are drawn at first and with each "more": a phone is slow with thousands of rows. */
const rowsAtOnce = 100;

/** Every machine, the most urgent first: which needs a hand, and what to carry there. */
export function MachinesPage() {
  useMachineEvents();
  const { t, i18n } = useTranslation();
  const { data, error, refetch, dataUpdatedAt } = useMachines();
  const { filter, change } = useMachineFilter();
  const city = useCity(data && { server: data.at, page: dataUpdatedAt });
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  const [rows, setRows] = useState(rowsAtOnce);

  const machines = data?.machines ?? [];
  const shown = applyMachineFilter(machines, filter, i18n.language);
  const chosen = new Set(filter.chosen);
  const choose = (ids: readonly string[], yes: boolean) => {
    const rest = filter.chosen.filter((id) => !ids.includes(id));
    change({ chosen: yes ? [...rest, ...ids] : rest }, { step: false });
  };
  const List = wide ? MachineTable : MachineCards;
  const noneFits = data !== undefined && machines.length > 0 && shown.length === 0;
  const clear = () => change({ search: '', statuses: [], district: '' }, { step: true });

  return (
    <Stack gap="md">
      <Group justify="space-between" align="baseline">
        <PageTitle name={t('machines.title')} />
        <Text size="sm" className="muted numeral" role="status">
          {data &&
            t('machines.count', {
              shown: formatCount(shown.length, i18n.language),
              all: formatCount(machines.length, i18n.language),
            })}
        </Text>
      </Group>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      <MachineFilters machines={machines} filter={filter} change={change} />
      {data === undefined && !error && <ListSkeleton wide={wide} />}
      {data !== undefined && machines.length === 0 && <Text className="muted">{t('machines.none')}</Text>}
      {noneFits && (
        <Group>
          <Text className="muted">{t('machines.noneFits')}</Text>
          <Button variant="default" onClick={clear}>
            {t('machines.clear')}
          </Button>
        </Group>
      )}
      {shown.length > 0 && (
        <List machines={shown.slice(0, rows)} city={city} chosen={chosen} choose={choose} />
      )}
      {shown.length > rows && (
        <Button variant="default" onClick={() => setRows(rows + rowsAtOnce)}>
          {t('machines.more', { n: formatCount(shown.length - rows, i18n.language) })}
        </Button>
      )}
      {machines.length > 0 && <ChosenBar machines={machines} chosen={filter.chosen} choose={choose} />}
    </Stack>
  );
}

/** As high as the rows that come, so that nothing jumps. */
function ListSkeleton({ wide }: { wide: boolean }) {
  const { t } = useTranslation();
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'];
  return (
    <Stack gap="xs" role="status" aria-label={t('machines.loading')}>
      {rows.map((row) => (
        <Skeleton key={row} h={wide ? 60 : 136} />
      ))}
    </Stack>
  );
}
