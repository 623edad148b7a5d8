import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../protocol/http/figures.ts';
import { counted, formatAgo } from '../i18n/format.ts';
import { worthTelling } from '../parts/waiting.ts';

type Notice = { readonly id: string; readonly colour: string; readonly text: string };

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
    const those = counted(waiting, i18n.language);
    if (influx === 'down') tell('influx-down', 'orange', t('overview.influxDown', those));
    if (influx === 'off') tell('influx-off', 'gray', t('overview.influxOff'));
    if (influx === 'up' && waiting > worthTelling) tell('late', 'orange', t('overview.figuresLate', those));
    if (rejected > 0) tell('rejected', 'red', t('overview.rejected', counted(rejected, i18n.language)));
  }
  return notices.map(({ id, colour, text }) => (
    <Alert key={id} color={colour} variant="light" role="status" data-notice={id} py="xs">
      {text}
    </Alert>
  ));
}
