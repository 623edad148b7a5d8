import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PolicyChange } from '../../../protocol/http/policies.ts';

/** Differences between two policies, as a table. */
export function Changes({ changes }: { changes: readonly PolicyChange[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <Text className="muted">{t('policy.noChanges')}</Text>;
  const said = (value: string | null) => value ?? t('policy.nothing');
  return (
    <section className="policy-scroll" aria-label={t('policy.changes')} {...{ tabIndex: 0 }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('policy.where')}</Table.Th>
            <Table.Th>{t('policy.before')}</Table.Th>
            <Table.Th>{t('policy.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ path, before, after }) => (
            <Table.Tr key={path} data-change={path}>
              <Table.Td>{path}</Table.Td>
              <Table.Td>{said(before)}</Table.Td>
              <Table.Td>{said(after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
