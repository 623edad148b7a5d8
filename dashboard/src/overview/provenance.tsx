import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../protocol/http/figures.ts';
import { formatAgo, formatInstant } from '../i18n/format.ts';

/** How new the figures are and where they come from, a line each: an age that grows by a word breaks no other line. */
export function Provenance({ overview, now }: { overview: Overview; now: number }) {
  const { t, i18n } = useTranslation();
  const { asOf, source } = overview.figures;
  const age =
    asOf === null ? (
      t('overview.noneYet')
    ) : (
      <time dateTime={asOf} title={formatInstant(asOf, i18n.language, overview.timeZone)}>
        {t('overview.newest', { ago: formatAgo(Date.parse(asOf), now, i18n.language) })}
      </time>
    );
  return (
    <Text size="sm" component="div" className="muted" data-source={source}>
      <div>{age}</div>
      {t('overview.source', {
        source: t(source === 'influxdb' ? 'overview.sourceInflux' : 'overview.sourceLedger'),
      })}
    </Text>
  );
}
