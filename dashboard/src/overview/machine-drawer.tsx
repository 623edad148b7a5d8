import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useMayOperate } from '../access/use-session.ts';
import { AssignedTo } from '../assign/assigned-to.tsx';
import { counted, formatCount } from '../i18n/format.ts';
import { EmptyAt } from '../parts/empty-at.tsx';
import { FillBar } from '../parts/fill.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';

/** One machine of the map in short, and the ways on. */
export function MachineDrawer(props: {
  machine: MachineView | undefined;
  now: number;
  timeZone: string;
  nameOf: (product: string) => string;
  onClose: () => void;
}) {
  const { machine, now, timeZone, nameOf, onClose } = props;
  const { t, i18n } = useTranslation();
  const mayOperate = useMayOperate();
  return (
    <Drawer
      opened={machine !== undefined}
      onClose={onClose}
      position="right"
      size="sm"
      title={machine && `${machine.name}, ${machine.district}`}
      closeButtonProps={{ 'aria-label': t('overview.close') }}
    >
      {machine && (
        <Stack gap="md">
          <Group justify="space-between">
            <StatusMark status={machine.status} />
            {machine.seenAt !== null && (
              <TimeAgo at={machine.seenAt} now={now} timeZone={timeZone} size="sm" className="muted" />
            )}
          </Group>
          <AssignedTo machine={machine} city={{ now, timeZone }} />
          <Text>{t('overview.drawerToday', counted(machine.masksToday, i18n.language))}</Text>
          {machine.slots.map(({ slot, product, stock, capacity, emptyAt }) => (
            <div key={slot}>
              <Group justify="space-between" gap="xs">
                <Text size="sm">
                  {slot + 1}. {product === null ? t('overview.slotUnused') : nameOf(product)}
                </Text>
                <Text size="sm" className="numeral">
                  {stock === null ? '?' : formatCount(stock, i18n.language)} /{' '}
                  {formatCount(capacity, i18n.language)}
                </Text>
              </Group>
              <FillBar
                fill={stock === null || capacity === 0 ? null : stock / capacity}
                label={product === null ? t('overview.slotUnused') : nameOf(product)}
              />
              <Text size="sm">
                <EmptyAt at={emptyAt} empty={stock !== null && stock <= 0} now={now} timeZone={timeZone} />
              </Text>
            </div>
          ))}
          <Group>
            <Button component={Link} href={`/machines/${machine.id}`}>
              {t('overview.open')}
            </Button>
            {mayOperate && (
              <Button component={Link} href={`/machines/${machine.id}/visit`} variant="default">
                {t('overview.visit')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Drawer>
  );
}
