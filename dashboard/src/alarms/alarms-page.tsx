import '../parts/told-rows.css';
import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { AlarmView } from '../../../protocol/http/alarms.ts';
import { useMachines } from '../data/use-machines.ts';
import { formatAgo } from '../i18n/format.ts';
import { type City, useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { MachineLink } from '../parts/machine-link.tsx';
import { MachineSelect } from '../parts/machine-select.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { useAlarms } from './use-alarms.ts';

/** Every alarm, newest first, of all machines or of one: what happened, and whether it is over. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const machine = params.get('machine') ?? undefined;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAlarms(machine);
  const machines = useMachines().data?.machines ?? [];
  const city = useCity();
  const alarms = data?.pages.flatMap((page) => page.alarms) ?? [];
  return (
    <Stack gap="md" maw={960} mx="auto">
      <div>
        <PageTitle name={t('alarms.page')} />
        <Text size="sm" className="muted">
          {t('alarms.hint')}
        </Text>
      </div>
      <MachineSelect
        machines={machines}
        value={machine}
        change={(id) => setParams(id === undefined ? {} : { machine: id })}
      />
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={320} role="status" aria-label={t('alarms.loading')} />}
      {data && alarms.length === 0 && (
        <Text className="muted" data-empty>
          {t(machine === undefined ? 'alarms.none' : 'alarms.noneHere')}{' '}
          {machine === undefined && (
            <Anchor component={Link} href="/" underline="always">
              {t('alarms.toHands')}
            </Anchor>
          )}
        </Text>
      )}
      <ol className="told-rows">
        {alarms.map((alarm) => (
          <Row key={alarm.id} alarm={alarm} city={city} />
        ))}
      </ol>
      {hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'start' }}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('machine.older')}
        </Button>
      )}
    </Stack>
  );
}

function Row({ alarm, city }: { alarm: AlarmView; city: City }) {
  const { t, i18n } = useTranslation();
  const { id, at, kind, machine, machineName, detail, clearedAt } = alarm;
  return (
    <li data-alarm={id} data-kind={kind} data-over={clearedAt !== null}>
      <div>
        <Text size="sm" fw={600} component="div">
          {t(`events.alarm_${kind}`, { defaultValue: kind })}
          {machine !== null && (
            <>
              {' · '}
              <MachineLink id={machine} name={machineName ?? machine} inherit underline="always" />
            </>
          )}
        </Text>
        {/* As the server wrote it down, which is in English. */}
        <Text size="sm" lang="en">
          {detail}
        </Text>
        {clearedAt !== null && (
          <Text size="sm" className="muted">
            {t('events.alarmOver', { when: formatAgo(Date.parse(clearedAt), city.now, i18n.language) })}
          </Text>
        )}
      </div>
      <TimeAgo at={at} now={city.now} timeZone={city.timeZone} size="sm" className="muted told-time" />
    </li>
  );
}
