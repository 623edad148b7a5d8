import { useTranslation } from 'react-i18next';
import { formatAhead, formatInstant } from '../i18n/format.ts';

/**
 * When something is expected to be empty, in words, with the instant in the title; `empty`: it is already. `now` in ms
 * on the server's clock.
 */
export function EmptyAt(props: { at: string | null; empty: boolean; now: number; timeZone: string }) {
  const { at, empty, now, timeZone } = props;
  const { t, i18n } = useTranslation();
  if (empty) return <span>{t('parts.emptyNow')}</span>;
  if (at === null) return <span className="muted">{t('parts.emptyUnknown')}</span>;
  const atMs = Date.parse(at);
  const words =
    atMs - now < hourMs
      ? t('parts.emptySoon')
      : t('parts.emptyIn', { when: formatAhead(atMs, now, i18n.language) });
  return (
    <time dateTime={at} title={formatInstant(at, i18n.language, timeZone)}>
      {words}
    </time>
  );
}

const hourMs = 3_600_000;
