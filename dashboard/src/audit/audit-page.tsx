import '../parts/told-rows.css';
import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { AuditEntry } from '../../../protocol/http/access.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useSession } from '../access/use-session.ts';
import { useMachines } from '../data/use-machines.ts';
import { useCity } from '../live/use-city.ts';
import { useNow } from '../live/use-now.ts';
import { Failure } from '../parts/failure.tsx';
import { MachineLink } from '../parts/machine-link.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { type AuditFilterName, readAuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { useAudit } from './use-audit.ts';
import { actionWords, actorWords, detailWords } from './words.ts';

/** Every act that somebody answers for, newest first: who, what, to whom, and why. Admins alone see it. */
export function AuditPage() {
  const { t } = useTranslation();
  const isAdmin = useSession().data?.user?.role === 'admin';
  const [params, setParams] = useSearchParams();
  const filter = readAuditFilter(params);
  const isNarrowed = Object.keys(filter).length > 0;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit(filter, isAdmin);
  const { timeZone } = useCity();
  // Acts are dated in people's time, also where the city's is simulated.
  const now = useNow();
  const machines = useMachines().data?.machines ?? [];
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  const change = (name: AuditFilterName, value: string | null) =>
    setParams((before) => {
      if (value === null) before.delete(name);
      else before.set(name, value);
      return before;
    });
  const clear = () => setParams({});
  if (!isAdmin) return <Text>{t('audit.onlyAdmin')}</Text>;
  return (
    <Stack gap="md" maw={960} mx="auto">
      <div>
        <PageTitle name={t('audit.page')} />
        <Text size="sm" className="muted">
          {t('audit.hint')}
        </Text>
      </div>
      <AuditFilters {...{ filter, change, clear, machines }} />
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={320} role="status" aria-label={t('audit.loading')} />}
      {data && entries.length === 0 && (
        <Text className="muted">{t(isNarrowed ? 'audit.noneFits' : 'audit.empty')}</Text>
      )}
      <ol className="told-rows">
        {entries.map((entry) => (
          <Row
            key={entry.id}
            {...{ entry, now, timeZone }}
            machine={machines.find(({ id }) => id === entry.subject)}
          />
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

function Row(props: { entry: AuditEntry; machine: MachineView | undefined; now: number; timeZone: string }) {
  const { entry, machine, now, timeZone } = props;
  const { t } = useTranslation();
  const { id, at, actor, action, subject } = entry;
  const details = detailWords(entry, t);
  return (
    <li data-audit={id} data-action={action}>
      <div>
        <Text size="sm" fw={600} component="div">
          {actionWords(entry, t)}
          {subject !== '' && subject !== actor && (
            <>
              {'\u00a0·'}
              <span className="told-who">
                {machine === undefined ? (
                  subject
                ) : (
                  <MachineLink id={machine.id} name={machine.name} inherit underline="always" />
                )}
              </span>
            </>
          )}
        </Text>
        {details.length > 0 && (
          <Text size="sm">
            {details.map((detail, at) => (
              <Fragment key={detail}>
                {at > 0 && ' · '}
                <span className="told-part">{detail}</span>
              </Fragment>
            ))}
          </Text>
        )}
        <Text size="sm" className="muted">
          {t('machine.by', { actor: actorWords(actor, t) })}
        </Text>
      </div>
      <TimeAgo at={at} now={now} timeZone={timeZone} size="sm" className="muted told-time" />
    </li>
  );
}
