import './machine.css';
import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import type { MachineDetail } from '../../../protocol/http/fleet.ts';
import { useMayOperate } from '../access/use-session.ts';
import { ApiFailure } from '../api/fetch-json.ts';
import { AssignDialog } from '../assign/assign-dialog.tsx';
import { AssignedTo } from '../assign/assigned-to.tsx';
import { DoubtSection } from '../doubt/doubt-section.tsx';
import { QuarantineSection } from '../doubt/quarantine-section.tsx';
import { useMachineEvents } from '../live/machine-events.ts';
import { type City, useCity } from '../live/use-city.ts';
import { TroubleLine } from '../machines/trouble-line.tsx';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { Cabinet } from './cabinet.tsx';
import { CommandList } from './command-list.tsx';
import { CommandPanel } from './command-panel.tsx';
import { Facts } from './facts.tsx';
import { NumbersSection } from './numbers-section.tsx';
import { Timeline } from './timeline.tsx';
import { useMachine } from './use-machine.ts';

/** One machine: drawn as it stands, what it says of itself, what happened to it, and what one can tell it to do. */
export function MachinePage() {
  useMachineEvents();
  const { id = '' } = useParams<{ id: string }>();
  const { t } = useTranslation();
  const { data, error, refetch, dataUpdatedAt } = useMachine(id);
  const city = useCity(data && { server: data.at, page: dataUpdatedAt });
  const gone = error instanceof ApiFailure && error.status === 404;
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/machines" className="back-link">
        ← {t('machine.back')}
      </Anchor>
      {gone && <PageTitle name={t('machine.unknown', { id })} />}
      {gone && <Text>{t('machine.unknownHint')}</Text>}
      {error && !gone && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <PageSkeleton />}
      {data && <Machine detail={data} city={city} />}
    </Stack>
  );
}

function Machine({ detail, city }: { detail: MachineDetail; city: City }) {
  const { t } = useTranslation();
  const mayOperate = useMayOperate();
  const [assigning, setAssigning] = useState(false);
  const { machine } = detail;
  const { id, name, district, status, seenAt } = machine;
  useGoToPart();
  return (
    <>
      <Group justify="space-between" align="start">
        <div>
          <PageTitle name={name} />
          <Group gap="sm">
            <StatusMark status={status} />
            <Text size="sm" className="muted">
              {district === '' ? id : `${district} · ${id}`}
            </Text>
            {seenAt && (
              <Text size="sm" className="muted">
                {t('machine.heard')} <TimeAgo at={seenAt} now={city.now} timeZone={city.timeZone} inherit />
              </Text>
            )}
          </Group>
          <TroubleLine machine={machine} city={city} />
          <AssignedTo machine={machine} city={city} />
        </div>
        {mayOperate && (
          <Group gap="xs">
            <Button variant="default" size="md" data-act="assign" onClick={() => setAssigning(true)}>
              {t('assign.assign')}
            </Button>
            <Button component={Link} href={`/machines/${id}/visit`} size="md">
              {t('machine.visit')}
            </Button>
          </Group>
        )}
      </Group>
      <AssignDialog machine={assigning ? machine : undefined} city={city} close={() => setAssigning(false)} />
      {machine.quarantined && <QuarantineSection machine={machine} city={city} />}
      {detail.numbersClosedUntil !== null && (
        <NumbersSection machine={machine} until={detail.numbersClosedUntil} city={city} />
      )}
      <DoubtSection machine={id} city={city} />
      <div className="machine-grid">
        <Cabinet detail={detail} city={city} />
        <Stack gap="lg" className="machine-side">
          <Facts detail={detail} city={city} />
          {mayOperate && <CommandPanel machine={machine} city={city} />}
          <CommandList machine={machine} city={city} />
        </Stack>
        <Timeline machine={id} city={city} />
      </div>
    </>
  );
}

/** The parts that other pages lead to. They are there only once the machine is: the browser has looked too early. */
const parts = ['quarantine', 'doubts'];

function useGoToPart(): void {
  const { hash } = window.location;
  useEffect(() => {
    const id = hash.slice(1);
    if (!parts.includes(id)) return;
    const part = document.getElementById(id);
    part?.scrollIntoView();
    part?.focus();
  }, [hash]);
}

function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <Stack role="status" aria-label={t('machine.loading')}>
      <Skeleton h={64} w="60%" />
      <div className="machine-grid">
        <Skeleton h={480} />
        <Skeleton h={380} />
      </div>
    </Stack>
  );
}
