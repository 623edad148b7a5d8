import { Group, Skeleton, Text, Title, useMatches } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pulse } from '../../../protocol/http/analytics.ts';
import { useChartTokens } from '../chart/tokens.ts';
import { formatCount } from '../i18n/format.ts';
import { hoursOption } from './hours-option.ts';

const Chart = lazy(() => import('../chart/chart.tsx'));

/** Masks an hour today against the band of a normal day. */
export function Hours({ pulse }: { pulse: Pulse | undefined }) {
  const { t, i18n } = useTranslation();
  const tokens = useChartTokens();
  const language = i18n.language;
  const everyHours = useMatches({ base: 6, sm: 3 }, { getInitialValueInEffect: false });
  const option = useMemo(
    () =>
      pulse &&
      hoursOption(
        pulse,
        tokens,
        {
          today: t('overview.hoursToday'),
          normal: t('overview.hoursNormal', { count: pulse.normalDays }),
          range: t('overview.hoursRange'),
          hour: clockOf,
          running: (hour) => t('overview.hourRunning', { hour: clockOf(hour) }),
          count: (value) => formatCount(Math.round(value), language),
        },
        everyHours,
      ),
    [pulse, tokens, t, language, everyHours],
  );
  const best = pulse?.hours.reduce(
    (most, hour) => ((hour.masks ?? 0) > (most.masks ?? 0) ? hour : most),
    pulse.hours[0] ?? nothing,
  );
  const label =
    best === undefined || (best.masks ?? 0) === 0
      ? t('overview.hoursEmpty')
      : t('overview.hoursLabel', { hour: clockOf(best.hour), n: formatCount(best.masks ?? 0, language) });
  return (
    <section className="panel hours" aria-labelledby="hours-title">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h4" id="hours-title">
          {t('overview.hours')}
        </Title>
        {pulse?.normalDays === 0 && (
          <Text size="sm" className="muted">
            {t('overview.hoursNoNormal')}
          </Text>
        )}
      </Group>
      <div className="panel-body">
        {option === undefined ? (
          <Skeleton h="100%" mih={160} />
        ) : (
          <Suspense fallback={<Skeleton h="100%" mih={160} />}>
            <Chart option={option} label={label} />
          </Suspense>
        )}
      </div>
    </section>
  );
}

const nothing: Pulse['hours'][number] = { hour: 0, at: '', masks: null, low: null, normal: null, high: null };

const clockOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
