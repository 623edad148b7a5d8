import '../analyst/analyst.css';
import { Alert, Anchor, NativeSelect, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { OfflineReport } from '../../../protocol/http/offline.ts';
import { useChoices } from '../analyst/use-answer.ts';
import { counted, formatCount } from '../i18n/format.ts';
import { type City, useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { MachineSelect } from '../parts/machine-select.tsx';
import { CardTable } from './card-table.tsx';
import { MachineTable } from './machine-table.tsx';
import { type Span, spans, useOfflineQuestion, useOfflineReport } from './use-offline.ts';

/** What machines gave while they were cut off: whether every bound was kept, by which machines, and who owes what. */
export function OfflinePage() {
  const { t, i18n } = useTranslation();
  const { days, machine, change } = useOfflineQuestion();
  const choices = useChoices();
  const city = useCity();
  const report = useOfflineReport(days, machine, choices.data?.today);
  const { data, isPlaceholderData, isFetching } = report;
  const error = report.error ?? choices.error;
  const retry = () => void Promise.all([choices.refetch(), report.refetch()]);

  useEffect(() => {
    document.title = `${t('offline.page')} · Maskfleet`;
  }, [t]);

  return (
    <Stack gap="md">
      <Anchor component={Link} href="/analysis" className="touch-link">
        ← {t('shell.analysis')}
      </Anchor>
      <Title order={1} size="h3" aria-live="polite" data-title>
        {data === undefined ? t('offline.page') : titleOf(data, days, t, i18n.language)}
      </Title>
      <section className="analyst-controls" aria-label={t('offline.question')}>
        <NativeSelect
          label={t('offline.days')}
          value={String(days)}
          data={spans.map((span) => ({
            value: String(span),
            label: t('offline.lastDays', { count: span, days: span }),
          }))}
          onChange={({ currentTarget: { value } }) => {
            const span = spans.find((one) => String(one) === value);
            if (span !== undefined) change({ days: span });
          }}
        />
        <MachineSelect
          machines={choices.data?.machines ?? []}
          value={machine}
          change={(id) => change({ machine: id })}
        />
      </section>
      {error && <Failure error={error} kept={data !== undefined} retry={retry} />}
      {data === undefined && !error && <Skeleton h={320} role="status" aria-label={t('offline.loading')} />}
      {data && (
        <div className="analyst-answer" data-late={isPlaceholderData} aria-busy={isFetching}>
          <Answer report={data} city={city} />
        </div>
      )}
    </Stack>
  );
}

function Answer({ report, city }: { report: OfflineReport; city: City }) {
  const { t, i18n } = useTranslation();
  const { machines, cards, rule, complete } = report;
  const n = (value: number) => formatCount(value, i18n.language);
  const allowed = { perCard: n(rule.perCard), perMachine: n(rule.perMachine), hours: n(rule.maxHours) };
  return (
    <>
      {!complete && (
        <Alert color="orange" variant="light" role="status" data-notice="incomplete" py="xs">
          {t('offline.incomplete')}
        </Alert>
      )}
      {machines.length > 0 && <MachineTable machines={machines} />}
      {machines.length > 0 &&
        (cards.length > 0 ? (
          <CardTable cards={cards} city={city} />
        ) : (
          <Text data-empty="cards">{t('offline.cardsNone')}</Text>
        ))}
      <footer className="analyst-note muted" data-empty={machines.length === 0 ? 'all' : undefined}>
        <Text size="sm">{rule.perMachine === 0 ? t('offline.noteRefuse') : t('offline.note', allowed)}</Text>
        {rule.perMachine > 0 && <Text size="sm">{t('offline.noteOut')}</Text>}
      </footer>
    </>
  );
}

/** The answer in words. */
function titleOf({ vends, given, kept }: OfflineReport, days: Span, t: TFunction, language: string): string {
  if (vends === 0) return t('offline.titleNone', { count: days, days });
  return t(kept ? 'offline.titleKept' : 'offline.titleBroken', counted(given, language));
}
