import { Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
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

/** The machines on a phone. */
export function MachineCards(props: MachineListProps) {
  return (
    <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
      {props.machines.map((machine) => (
        <Card key={machine.id} machine={machine} {...props} />
      ))}
    </Stack>
  );
}

function Card({ machine, city, chosen, choose }: MachineListProps & { machine: MachineView }) {
  const { t, i18n } = useTranslation();
  const { id, name, district, status, fill, emptyAt, masksToday, seenAt } = machine;
  return (
    <Paper component="li" withBorder p="sm" data-machine={id}>
      <Group justify="space-between" wrap="nowrap" align="start" gap="sm">
        <div>
          <MachineLink id={id} name={name} fw={600} className="machine-card-name" />
          <Text size="sm" className="muted">
            {district}
          </Text>
        </div>
        <Checkbox
          size="lg"
          aria-label={t('machines.choose', { name })}
          checked={chosen.has(id)}
          onChange={({ currentTarget: { checked } }) => choose([id], checked)}
        />
      </Group>
      <Group justify="space-between" gap="xs" mt={4}>
        <StatusMark status={status} />
        <Text size="sm">
          <EmptyAt at={emptyAt} empty={isEmpty(machine)} {...city} />
        </Text>
      </Group>
      <TroubleLine machine={machine} city={city} />
      <AssignedTo machine={machine} city={city} />
      <Group gap="sm" wrap="nowrap" mt={4}>
        <div style={{ flex: 1 }}>
          <FillBar fill={fill} label={name} />
        </div>
        <Text size="sm" className="numeral">
          {fill === null ? t('machines.notCounted') : formatShare(Math.max(0, fill), i18n.language)}
        </Text>
      </Group>
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="sm" className="numeral">
          {t('machines.masksToday', counted(masksToday, i18n.language))}
        </Text>
        {seenAt !== null && (
          <TimeAgo at={seenAt} now={city.now} timeZone={city.timeZone} size="sm" className="muted" />
        )}
      </Group>
    </Paper>
  );
}
