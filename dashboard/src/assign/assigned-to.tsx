import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useSession } from '../access/use-session.ts';
import type { City } from '../live/use-city.ts';
import { TimeAgo } from '../parts/time-ago.tsx';

/** Who looks after a machine, and since when; nothing where nobody does. */
export function AssignedTo({
  machine,
  city,
}: {
  machine: MachineView;
  city: Pick<City, 'now' | 'timeZone'>;
}) {
  const { t } = useTranslation();
  const me = useSession().data?.user?.name;
  const { assigned } = machine;
  if (assigned === null) return undefined;
  const { to, at } = assigned;
  return (
    <Text size="sm" component="div" className="muted" data-assigned={to}>
      {to === me ? t('assign.byMe') : t('assign.by', { name: to })} ·{' '}
      <TimeAgo at={at} now={city.now} timeZone={city.timeZone} inherit />
    </Text>
  );
}
