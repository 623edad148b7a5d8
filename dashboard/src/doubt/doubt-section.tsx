import './doubt.css';
import { Button, Paper, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Doubt } from '../../../protocol/http/doubt.ts';
import { useMayOperate } from '../access/use-session.ts';
import { counted, formatAgo } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { EndDialog } from './end-dialog.tsx';
import { useDoubts } from './use-doubts.ts';

/** The vends of a machine that have no end: since when, why, what they hold, and the way to end them. None: nothing. */
export function DoubtSection({ machine, city }: { machine: string; city: City }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useDoubts();
  const [ending, setEnding] = useState<Doubt>();
  const [ended, setEnded] = useState<Doubt>();
  const notice = useRef<HTMLParagraphElement>(null);
  const doubts = data?.doubts.filter((doubt) => doubt.machine === machine) ?? [];

  useEffect(() => {
    // The button that opened the dialog is gone with its row.
    if (ended) notice.current?.focus();
  }, [ended]);

  if (error && data === undefined) return <Failure error={error} kept={false} retry={() => void refetch()} />;
  // Whoever reads what ending one would book must not have it taken away while he reads.
  if (doubts.length === 0 && ended === undefined && ending === undefined) return undefined;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="doubts">
      <Title order={2} size="h5" id="doubts" tabIndex={-1} className="waiting-title">
        {t('doubt.title')}
      </Title>
      <p ref={notice} tabIndex={-1} role="status" className="waiting-notice" data-ended={ended?.txn}>
        {ended && t('doubt.ended', counted(ended.masks, i18n.language))}
      </p>
      {doubts.length > 0 && (
        <Text size="sm" className="muted">
          {t('doubt.intro')}
        </Text>
      )}
      <ul className="doubt-rows">
        {doubts.map((doubt) => (
          <Row key={doubt.txn} doubt={doubt} city={city} end={() => setEnding(doubt)} />
        ))}
      </ul>
      <EndDialog
        doubt={ending}
        close={() => setEnding(undefined)}
        onEnded={(doubt) => {
          setEnding(undefined);
          setEnded(doubt);
        }}
      />
    </Paper>
  );
}

function Row({ doubt, city, end }: { doubt: Doubt; city: City; end: () => void }) {
  const { t, i18n } = useTranslation();
  const mayOperate = useMayOperate();
  const { txn, product, items, masks, since, cause } = doubt;
  const ago = formatAgo(Date.parse(since), city.now, i18n.language);
  return (
    <li data-doubt={txn} data-cause={cause}>
      <div>
        <Text fw={600} size="sm" className="numeral">
          {product === '' ? t('doubt.unknownProduct') : city.productName(product)} ·{' '}
          {t('doubt.packs', counted(items, i18n.language))} ·{' '}
          <TimeAgo span inherit at={since} now={city.now} timeZone={city.timeZone} />
        </Text>
        <Text size="sm">{t(`doubt.cause_${cause}`)}</Text>
        <Text size="sm" className="muted numeral" data-masks={masks}>
          {t('doubt.held')}: {t('doubt.masksHeld', counted(masks, i18n.language))}
        </Text>
      </div>
      {mayOperate && (
        <Button variant="default" onClick={end} aria-label={`${t('doubt.end')} ${ago}`}>
          {t('doubt.end')}
        </Button>
      )}
    </li>
  );
}
