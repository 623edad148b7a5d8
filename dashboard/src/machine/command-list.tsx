import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { actorWords } from '../audit/words.ts';
import type { City } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { type CommandGroup, groupsOf } from './command-groups.ts';
import { useCommands } from './use-commands.ts';
import { reasonWords } from './words.ts';

/** Commands that are shown; those of one visit count as one. */
const shownCommands = 10;

/** The newest commands: what, who, why, and what became of each. */
export function CommandList({ machine, city }: { machine: MachineView; city: City }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCommands(machine.id);
  return (
    <section aria-labelledby="machine-orders">
      <Title order={2} size="h5" mb="xs" id="machine-orders">
        {t('commands.orders')}
      </Title>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={88} role="status" aria-label={t('machine.loading')} />}
      {data?.commands.length === 0 && <Text className="muted">{t('commands.ordersNone')}</Text>}
      <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }} aria-live="polite">
        {groupsOf(data?.commands ?? [])
          .slice(0, shownCommands)
          .map((group) => (
            <Row key={group.command.id} group={group} city={city} />
          ))}
      </Stack>
    </section>
  );
}

/** A sign for each state, so that colour is not alone. */
const signs = { waiting: '…', done: '✓', failed: '✕', expired: '⌛' } as const;
const colours = {
  waiting: 'var(--status-unknown)',
  done: 'var(--status-ok)',
  failed: 'var(--status-fault)',
  expired: 'var(--status-low)',
} as const;

function Row({ group, city }: { group: CommandGroup; city: City }) {
  const { t } = useTranslation();
  const { command, slots } = group;
  const { id, name, args, actor, reason, createdAt, state, code, detail } = command;
  const words = (args as { text?: string }).text;
  const numbers = slots.map((slot) => slot + 1).join(', ');
  const why = [code && t(`commands.code_${code}`, { defaultValue: code }), detail].filter(
    (one) => one !== undefined && one !== '',
  );
  return (
    <Paper component="li" withBorder px="sm" py="xs" data-given={id} data-state={state}>
      <Text fw={600} size="sm">
        {t(`commands.name_${name}`, { defaultValue: name })}
        {words !== undefined && `: “${words}”`}
        {slots.length === 1 && ` · ${t('machine.slot', { n: numbers })}`}
        {slots.length > 1 && ` · ${t('machine.slots', { n: numbers })}`}
      </Text>
      <Text size="sm" c={colours[state]}>
        <span aria-hidden="true">{signs[state]}</span> {t(`commands.state_${state}`)}
        {why.length > 0 && `: ${why.join(' · ')}`}
      </Text>
      <Text size="xs" className="muted">
        {t('machine.by', { actor: actorWords(actor, t) })} ·{' '}
        <TimeAgo at={createdAt} now={city.now} timeZone={city.timeZone} inherit />
        {reason !== '' && ` · ${reasonWords(reason, t)}`}
      </Text>
    </Paper>
  );
}
