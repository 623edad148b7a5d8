import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditChoices, AuditFilter } from '../../../protocol/http/access.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { searchedOptions } from '../parts/searched-options.ts';
import { type AuditFilterName, auditFilterNames } from './audit-filter.ts';
import { actionWords, actorWords } from './words.ts';

interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly change: (name: AuditFilterName, value: string | null) => void;
  readonly clear: () => void;
  readonly machines: readonly MachineView[];
}

/** Who, what and whom the log is narrowed to: of each only what stands in it. */
export function AuditFilters({ filter, change, clear, machines }: AuditFiltersProps) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ['audit-choices'],
    queryFn: ({ signal }) => fetchJson<AuditChoices>('/api/audit/choices', { signal }),
  });
  const { compare } = new Intl.Collator(i18n.language, { numeric: true });
  const labels: Record<AuditFilterName, (value: string) => string> = {
    actor: (actor) => actorWords(actor, t),
    action: (action) => actionWords({ action }, t),
    subject: (subject) => machines.find(({ id }) => id === subject)?.name ?? subject,
  };
  const offered: Record<AuditFilterName, readonly string[]> = {
    actor: data?.actors ?? [],
    action: data?.actions ?? [],
    subject: data?.subjects ?? [],
  };
  return (
    <Group component="section" aria-label={t('audit.filters')} grow align="end" preventGrowOverflow={false}>
      {auditFilterNames.map((name) => {
        const chosen = filter[name];
        // One from an address that the log does not name is shown, so that it can be taken away.
        const values = new Set(chosen === undefined ? offered[name] : [...offered[name], chosen]);
        const options = [...values].map((value) => ({ value, label: labels[name](value) }));
        return (
          <Select
            key={name}
            label={t(`audit.by_${name}`)}
            placeholder={t('audit.all')}
            data={options.sort((a, b) => compare(a.label, b.label))}
            value={chosen ?? null}
            onChange={(value) => change(name, value)}
            searchable
            clearable
            filter={searchedOptions}
            nothingFoundMessage={t('audit.nothingFound')}
            clearButtonProps={{ 'aria-label': t('audit.clearOne', { name: t(`audit.by_${name}`) }) }}
            comboboxProps={{ shadow: 'md' }}
            miw={180}
          />
        );
      })}
      {Object.keys(filter).length > 0 && (
        <Button variant="default" onClick={clear}>
          {t('audit.clear')}
        </Button>
      )}
    </Group>
  );
}
