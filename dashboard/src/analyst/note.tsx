import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';
import { formatCount, formatDay } from '../i18n/format.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { worthTelling } from '../parts/waiting.ts';
import type { Asked } from './question.ts';

/** What is counted and how, where the numbers come from, and how new they are. */
export function Note(props: { asked: Asked; answer: AnalyticsAnswer; first: string; now: number }) {
  const { asked, answer, first, now } = props;
  const { t, i18n } = useTranslation();
  const { source, asOf, timeZone } = answer;
  return (
    <footer className="analyst-note muted" data-source={source}>
      <Text size="sm">{t(`analyst.note_${asked.measure}`)}</Text>
      <Text size="sm">{t('analyst.note_first', { day: formatDay(first, i18n.language) })}</Text>
      {(asked.by === 'district' || asked.districts.length > 0) && (
        <Text size="sm">{t('analyst.note_district')}</Text>
      )}
      <Text
        size="sm"
        title={source === 'influxdb' ? t('analyst.note_source', { source: 'InfluxDB' }) : undefined}
      >
        {t('analyst.note_zone', { timeZone })}{' '}
        {/* Where all is well a program's name says nothing to anybody. */}
        {source === 'influxdb' ? '' : `${t('analyst.note_source', { source: t('analyst.ledger') })} `}
        {asOf === null ? (
          t('analyst.note_never')
        ) : (
          <>
            {t('analyst.note_newest')} <TimeAgo span at={asOf} now={now} timeZone={timeZone} />
          </>
        )}
      </Text>
    </footer>
  );
}

/** Said where more booked vends than usual are still on their way into the numbers. */
export function Late({ answer }: { answer: AnalyticsAnswer }) {
  const { t, i18n } = useTranslation();
  if (answer.waiting <= worthTelling || answer.source === 'ledger') return null;
  return (
    <Alert color="orange" variant="light" role="status" data-notice="late" py="xs">
      {t('analyst.late', { n: formatCount(answer.waiting, i18n.language) })}
    </Alert>
  );
}
