import { Button, Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { formatCount } from '../i18n/format.ts';

/**
 * What was chosen, and the way to its pick list. It stands at the end of the list, and is as high before the first tick as
 * after, so that nothing jumps; it floats above the list only once it has something to offer, and covers no row before.
 */
export function ChosenBar(props: {
  machines: readonly MachineView[];
  chosen: readonly string[];
  choose: (machines: readonly string[], yes: boolean) => void;
}) {
  const { machines, chosen, choose } = props;
  const { t, i18n } = useTranslation();
  // In the list's order, so that the first of the route is the most urgent; one that is gone is not asked for.
  const ids = machines.map(({ id }) => id).filter((id) => chosen.includes(id));
  const none = ids.length === 0;
  const hint = none
    ? t('machines.chooseHint')
    : t('machines.chosen', { n: formatCount(ids.length, i18n.language) });
  return (
    <Paper withBorder p="sm" className="chosen-bar" data-floats={!none} {...(none ? {} : { shadow: 'sm' })}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status" className="numeral">
          {hint}
        </Text>
        {!none && (
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" size="md" onClick={() => choose(chosen, false)}>
              {t('machines.chooseNone')}
            </Button>
            <Button size="md" component={Link} href={`/pick-list?machines=${ids.join(',')}`}>
              {t('machines.pickList')}
            </Button>
          </Group>
        )}
      </Group>
    </Paper>
  );
}
