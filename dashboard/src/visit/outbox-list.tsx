import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { codeWords } from '../api/failure-words.ts';
import { formatInstant } from '../i18n/format.ts';
import { useCity } from '../live/use-city.ts';
import type { OutboxItem } from './outbox-item.ts';
import { useOutboxItems, useVisits } from './visits-context.tsx';

/** A sign for each state, so that colour is not alone. */
const signs = { waiting: '…', synced: '✓', refused: '✕' } as const;
const colours = {
  waiting: 'var(--status-low)',
  synced: 'var(--status-ok)',
  refused: 'var(--status-fault)',
} as const;

/** Visits of this phone that the server does not have: of one machine, or of all. Nothing where there are none. */
export function WaitingVisits({ machine, except }: { machine: string | undefined; except?: string }) {
  const { t } = useTranslation();
  const items = useOutboxItems().filter(
    ({ state, visit }) =>
      state !== 'synced' && visit.id !== except && (machine === undefined || visit.machine === machine),
  );
  if (items.length === 0) return undefined;
  return (
    <section aria-labelledby="visits-waiting">
      <Title order={2} size="h5" mb="xs" id="visits-waiting">
        {t('visit.onPhone')}
      </Title>
      <Stack gap="xs">
        {items.map((item) => (
          <Paper key={item.visit.id} withBorder p="sm">
            <OutboxRow item={item} />
          </Paper>
        ))}
      </Stack>
    </section>
  );
}

/** One saved visit: of which machine, from when, and how far it is. */
export function OutboxRow({ item }: { item: OutboxItem }) {
  const { t, i18n } = useTranslation();
  const { outbox } = useVisits();
  const { timeZone } = useCity();
  const { name, visit, state, hint, code = '' } = item;
  return (
    <div data-visit={visit.id} data-state={state} role="status">
      <Text fw={600}>{name}</Text>
      <Text size="sm" className="muted">
        {formatInstant(visit.at, i18n.language, timeZone)}
      </Text>
      <Text c={colours[state]}>
        <span aria-hidden="true">{signs[state]} </span>
        {t(`visit.state_${state}`)}
      </Text>
      {state === 'waiting' && hint !== undefined && <Text size="sm">{t(`visit.hint_${hint}`)}</Text>}
      {state === 'refused' && <Text size="sm">{codeWords(t, code)}</Text>}
      <Group gap="xs" mt={state === 'synced' ? 0 : 'xs'}>
        {state === 'waiting' && (
          <Button variant="default" className="touch-button" onClick={outbox.nudge}>
            {t('visit.sendNow')}
          </Button>
        )}
        {state === 'refused' && (
          <Button variant="default" className="touch-button" onClick={() => outbox.drop(visit.id)}>
            {t('visit.throwAway')}
          </Button>
        )}
      </Group>
    </div>
  );
}
