import './analyst.css';
import '../parts/parts.css';
import { Anchor, Group, Skeleton, Stack, Title } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { Answer } from './answer.tsx';
import { Controls } from './controls.tsx';
import { Filters } from './filters.tsx';
import { nameOf, offersOf } from './names.ts';
import { queryOf } from './question.ts';
import { titleOf } from './title.ts';
import { useAnswer, useChoices } from './use-answer.ts';
import { useQuestion } from './use-question.ts';

/** The analysts' page: the answer in words, the chart that proves it, its numbers, and what they mean. */
export function AnalystPage() {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const { asked, change } = useQuestion();
  const choices = useChoices();
  const offers = useMemo(
    () => choices.data && offersOf(choices.data, t, language),
    [choices.data, t, language],
  );
  const today = choices.data?.today;
  const answer = useAnswer(today === undefined ? undefined : queryOf(asked, today).toString());
  const { now } = useCity();

  const isReady = answer.data !== undefined && choices.data !== undefined && offers !== undefined;
  const title = isReady
    ? titleOf(
        {
          ...{ asked, answer: answer.data, today: choices.data.today, first: choices.data.first, language },
          nameOf: (key) => nameOf(key, asked.by, offers, t),
          only: onlyOne(asked, offers),
          because: onlyReason(asked, offers),
        },
        t,
      )
    : t('analyst.page');

  useEffect(() => {
    document.title = `${t('analyst.page')} · Maskfleet`;
  }, [t]);

  const error = answer.error ?? choices.error;
  const retry = () => void Promise.all([choices.refetch(), answer.refetch()]);
  return (
    <Stack gap="md" className="analyst">
      {/* Told to a screen reader when another question was answered. */}
      <Title order={1} size="h3" aria-live="polite" data-title>
        {title}
      </Title>
      {choices.data && offers && (
        <>
          <Controls asked={asked} change={change} choices={choices.data} />
          <Filters asked={asked} change={change} offers={offers} />
        </>
      )}
      {error !== null && <Failure error={error} kept={answer.data !== undefined} retry={retry} />}
      {isReady ? (
        <div className="analyst-answer" data-late={answer.isPlaceholderData} aria-busy={answer.isFetching}>
          <Answer {...{ asked, change, offers, title, now }} answer={answer.data} choices={choices.data} />
        </div>
      ) : (
        error === null && <Waiting />
      )}
      <Group gap="lg">
        <Anchor component={Link} href="/offline-report" size="sm" className="touch-link">
          {t('analyst.toOffline')} →
        </Anchor>
        <Anchor component={Link} href="/policy" size="sm" className="touch-link">
          {t('analyst.toPolicy')} →
        </Anchor>
      </Group>
    </Stack>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div aria-busy role="status" aria-label={t('analyst.loading')}>
      <Skeleton h={64} mb="md" />
      <Skeleton h={320} mb="md" />
      <Skeleton h={200} />
    </div>
  );
}

/** The one machine, or else district, or else product, that the filters leave. */
function onlyOne(
  asked: ReturnType<typeof useQuestion>['asked'],
  offers: ReturnType<typeof offersOf>,
): string | undefined {
  for (const name of ['machines', 'districts', 'products'] as const) {
    const [value, ...more] = asked[name];
    if (value !== undefined && more.length === 0)
      return offers[name].find((offer) => offer.value === value)?.label ?? value;
  }
  return undefined;
}

/** The one reason that the filters leave. */
function onlyReason(
  { reasons: [value, ...more] }: ReturnType<typeof useQuestion>['asked'],
  offers: ReturnType<typeof offersOf>,
): string | undefined {
  if (value === undefined || more.length > 0) return undefined;
  return offers.reasons.find((offer) => offer.value === value)?.label ?? value;
}
