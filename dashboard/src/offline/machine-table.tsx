import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OfflineMachine } from '../../../protocol/http/offline.ts';
import { counted, formatCount } from '../i18n/format.ts';
import { MachineLink } from '../parts/machine-link.tsx';

const columns = ['machine', 'given', 'vends', 'cards', 'mostOfCard', 'mostInPeriod', 'state'] as const;

/** What each machine gave while it was cut off, held against what it may. */
export function MachineTable({ machines }: { machines: readonly OfflineMachine[] }) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  const held = (value: number, allowed: number) =>
    t('offline.ofAllowed', { n: n(value), allowed: n(allowed) });
  return (
    <section className="analyst-scroll" aria-label={t('offline.machines')} {...{ tabIndex: 0 }}>
      <Table className="analyst-table" highlightOnHover>
        <Table.Caption>{t('offline.machines')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {t(`offline.column_${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {machines.map((one) => (
            <Table.Tr key={one.machine} data-machine={one.machine} data-kept={one.kept}>
              <Table.Th scope="row">
                <MachineLink id={one.machine} name={one.machineName} inherit />
              </Table.Th>
              <Table.Td>{n(one.given)}</Table.Td>
              <Table.Td>{n(one.vends)}</Table.Td>
              <Table.Td>{n(one.cards)}</Table.Td>
              <Table.Td>{held(one.mostOfCard, one.perCard)}</Table.Td>
              <Table.Td>{one.mostInPeriod === null ? '–' : held(one.mostInPeriod, one.perMachine)}</Table.Td>
              <Table.Td>
                {[
                  t(one.kept ? 'offline.kept' : 'offline.broken'),
                  ...(one.online ? [] : [t('offline.cutOff')]),
                  ...(one.waiting === 0 ? [] : [t('offline.waiting', counted(one.waiting, i18n.language))]),
                ].join(' · ')}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
