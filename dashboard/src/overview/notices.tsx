import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../protocol/http/figures.ts';
import { formatAgo, formatCount } from '../i18n/format.ts';

type Notice = { readonly id: string; readonly colour: string; readonly text: string };

/** Points on their way for a moment are no news; more than these are. */
const worthTelling = 20;

/** What a reader must know before believing the figures. */
export function Notices(props: {
  overview: Overview | undefined;
  lostAt: number | undefined;
  pageNow: number;
}) {
  const { t, i18n } = useTranslation();
  const { overview, lostAt, pageNow } = props;
  const notices: Notice[] = [];
  const tell = (id: string, colour: string, text: string) => notices.push({ id, colour, text });

  if (lostAt !== undefined) {
    const key = overview === undefined ? 'overview.failed' : 'overview.disconnected';
    tell('disconnected', 'red', t(key, { ago: formatAgo(lostAt, pageNow, i18n.language) }));
  }
  if (overview) {
    const { influx, waiting, rejected } = overview.projection;
    const count = formatCount(waiting, i18n.language);
    if (overview.simulated) tell('simulated', 'violet', t('overview.simulated'));
    if (influx === 'down') tell('influx-down', 'orange', t('overview.influxDown', { count }));
    if (influx === 'off') tell('influx-off', 'gray', t('overview.influxOff'));
    if (influx === 'up' && waiting > worthTelling)
      tell('late', 'orange', t('overview.figuresLate', { count }));
    if (rejected > 0)
      tell('rejected', 'red', t('overview.rejected', { count: formatCount(rejected, i18n.language) }));
  }
  return notices.map(({ id, colour, text }) => (
    <Alert key={id} color={colour} variant="light" role="status" data-notice={id}>
      {text}
    </Alert>
  ));
}
