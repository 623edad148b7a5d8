import { Chip, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineStatus, MachineView } from '../../../protocol/http/fleet.ts';
import { formatCount } from '../i18n/format.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { districtsOf, type MachineFilter, machineSorts, machineStatuses } from './machine-filter.ts';
import type { ChangeFilter } from './use-machine-filter.ts';

/** Search, filters and order of the machines. */
export function MachineFilters(props: {
  machines: readonly MachineView[];
  filter: MachineFilter;
  change: ChangeFilter;
}) {
  const { machines, filter, change } = props;
  const { t, i18n } = useTranslation();
  const districts = districtsOf(machines, i18n.language);
  const option = (value: string, label: string) => ({ value, label });
  return (
    <Stack gap="sm" component="search">
      <Group gap="sm" align="end" className="machine-filters">
        <TextInput
          type="search"
          data-search
          autoFocus={window.location.hash === '#find'}
          label={t('machines.search')}
          placeholder={t('machines.searchHint')}
          value={filter.search}
          onChange={({ currentTarget: { value } }) => change({ search: value }, { step: false })}
        />
        <NativeSelect
          label={t('machines.district')}
          value={filter.district}
          data={[option('', t('machines.allDistricts')), ...districts.map((name) => option(name, name))]}
          onChange={({ currentTarget: { value } }) => change({ district: value }, { step: true })}
        />
        <NativeSelect
          label={t('machines.sort')}
          value={filter.sort}
          data={machineSorts.map((sort) => option(sort, t(`machines.sort_${sort}`)))}
          onChange={({ currentTarget: { value } }) => {
            const sort = machineSorts.find((known) => known === value);
            if (sort !== undefined) change({ sort }, { step: true });
          }}
        />
      </Group>
      <StatusFilter machines={machines} filter={filter} change={change} />
    </Stack>
  );
}

function StatusFilter({ machines, filter, change }: Parameters<typeof MachineFilters>[0]) {
  const { t, i18n } = useTranslation();
  const countOf = (status: MachineStatus) => machines.filter((one) => one.status === status).length;
  return (
    <Chip.Group
      multiple
      value={[...filter.statuses]}
      onChange={(values) =>
        change({ statuses: machineStatuses.filter((status) => values.includes(status)) }, { step: true })
      }
    >
      <Group gap="xs" role="group" aria-label={t('machines.statusFilter')}>
        {machineStatuses.map((status) => (
          <Chip key={status} value={status} variant="outline" size="sm">
            <Group component="span" gap={8} wrap="nowrap" display="inline-flex">
              <StatusMark status={status} />
              <span className="numeral muted">{formatCount(countOf(status), i18n.language)}</span>
            </Group>
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
