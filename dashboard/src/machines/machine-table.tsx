import { Checkbox, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { AssignedTo } from '../assign/assigned-to.tsx';
import { counted, formatShare } from '../i18n/format.ts';
import { EmptyAt } from '../parts/empty-at.tsx';
import { FillBar } from '../parts/fill.tsx';
import { MachineLink } from '../parts/machine-link.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { isEmpty, type MachineListProps } from './machine-row.ts';
import { TroubleLine } from './trouble-line.tsx';

/** The columns and their shares of the width: set, so that none moves when a row is told something longer. */
const columns = [
  ['machine', '23%'],
  ['status', '25%'],
  ['fill', '15%'],
  ['emptying', '14%'],
  ['today', '10%'],
  ['seen', '13%'],
] as const;

/** The machines on a wide screen. */
export function MachineTable(props: MachineListProps) {
  const { machines, chosen, choose } = props;
  const { t } = useTranslation();
  const ids = machines.map(({ id }) => id);
  const all = ids.length > 0 && ids.every((id) => chosen.has(id));
  return (
    <Table layout="fixed" stickyHeader highlightOnHover verticalSpacing="xs" className="machine-table">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={44}>
            <Checkbox
              aria-label={t('machines.chooseAll')}
              checked={all}
              indeterminate={!all && ids.some((id) => chosen.has(id))}
              onChange={() => choose(ids, !all)}
            />
          </Table.Th>
          {columns.map(([column, width]) => (
            <Table.Th key={column} w={width} ta={column === 'today' ? 'right' : 'left'}>
              {t(`machines.column_${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {machines.map((machine) => (
          <Row key={machine.id} machine={machine} {...props} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ machine, city, chosen, choose }: MachineListProps & { machine: MachineView }) {
  const { t, i18n } = useTranslation();
  const { id, name, district, status, fill, emptyAt, masksToday, seenAt } = machine;
  return (
    <Table.Tr data-machine={id}>
      <Table.Td>
        <Checkbox
          aria-label={t('machines.choose', { name })}
          checked={chosen.has(id)}
          onChange={({ currentTarget: { checked } }) => choose([id], checked)}
        />
      </Table.Td>
      <Table.Td>
        <MachineLink id={id} name={name} fw={600} />
        <Text size="xs" className="muted">
          {district}
        </Text>
      </Table.Td>
      <Table.Td>
        <StatusMark status={status} />
        <TroubleLine machine={machine} city={city} />
        <AssignedTo machine={machine} city={city} />
      </Table.Td>
      <Table.Td>
        <FillBar fill={fill} label={name} />
        <Text size="xs" className="muted numeral">
          {fill === null ? t('machines.notCounted') : formatShare(Math.max(0, fill), i18n.language)}
        </Text>
      </Table.Td>
      <Table.Td>
        <EmptyAt at={emptyAt} empty={isEmpty(machine)} {...city} />
      </Table.Td>
      <Table.Td ta="right" className="numeral">
        {t('machines.masks', counted(masksToday, i18n.language))}
      </Table.Td>
      <Table.Td>
        {seenAt === null ? (
          <span className="muted">{t('machines.neverSeen')}</span>
        ) : (
          <TimeAgo at={seenAt} now={city.now} timeZone={city.timeZone} size="sm" className="muted" />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
