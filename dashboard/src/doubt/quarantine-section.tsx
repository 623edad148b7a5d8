import './doubt.css';
import { Button, Group, Paper, Skeleton, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quarantine } from '../../../protocol/http/doubt.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useMayOperate } from '../access/use-session.ts';
import { newId } from '../api/new-id.ts';
import { counted, formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { QuarantineDialog, type Word } from './quarantine-dialog.tsx';
import { useQuarantine } from './use-doubts.ts';

/** Why a machine is in quarantine, what is kept apart of it, and the two words that end it. */
export function QuarantineSection({ machine, city }: { machine: MachineView; city: City }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuarantine(machine.id);
  const mayOperate = useMayOperate();
  const [word, setWord] = useState<Word>();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="quarantine" className="quarantine">
      <Title order={2} size="h5" id="quarantine" tabIndex={-1} className="waiting-title">
        {t('doubt.quarantine')}
      </Title>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={96} role="status" aria-label={t('machine.loading')} />}
      {data?.decided && <p className="waiting-notice">{t('doubt.decided')}</p>}
      {data && !data.decided && <Text size="sm">{t('doubt.quarantineWhy')}</Text>}
      {data && (!data.decided || data.entries > 0) && <Kept kept={data} city={city} />}
      {data && !data.decided && mayOperate && (
        <Group gap="xs" mt="sm">
          {(['accepted', 'rejected'] as const).map((verdict) => (
            <Button
              key={verdict}
              variant="default"
              data-verdict={verdict}
              onClick={() => setWord({ id: newId(), verdict, reason: '' })}
            >
              {t(`doubt.${verdict}`)}
            </Button>
          ))}
        </Group>
      )}
      {data && (
        <QuarantineDialog
          {...{ machine, word }}
          kept={data}
          change={setWord}
          close={() => setWord(undefined)}
        />
      )}
    </Paper>
  );
}

function Kept({ kept, city }: { kept: Quarantine; city: City }) {
  const { t, i18n } = useTranslation();
  const { entries, vends, masks, since } = kept;
  const count = (value: number) => formatCount(value, i18n.language);
  if (since === null) return <Text size="sm">{t('doubt.holdsNothing')}</Text>;
  return (
    <Text size="sm" mt={4} className="numeral" data-entries={entries} data-masks={masks}>
      {t('doubt.holds', counted(entries, i18n.language))} ({t('doubt.since')}{' '}
      <TimeAgo span inherit at={since} now={city.now} timeZone={city.timeZone} />
      ),{' '}
      {vends === 0
        ? t('doubt.vendsNone')
        : t('doubt.vends', { ...counted(vends, i18n.language), masks: count(masks) })}
    </Text>
  );
}
