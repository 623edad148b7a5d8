import '../doubt/doubt.css';
import './cases.css';
import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayOperate } from '../access/use-session.ts';
import { formatCount } from '../i18n/format.ts';
import { useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { CardHelp } from './card-help.tsx';
import { DecidedCase, WaitingCase } from './case-row.tsx';
import { DecideDialog, type Word } from './decide-dialog.tsx';
import { useCases } from './use-cases.ts';

/** What people contest: what waits for a person, help for a card in somebody's hand, and what was decided. */
export function CasesPage() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useCases();
  const city = useCity();
  const mayOperate = useMayOperate();
  const [said, setSaid] = useState<Word>();
  const [done, setDone] = useState(0);
  const notice = useRef<HTMLParagraphElement>(null);
  const waiting = data?.cases.filter(({ verdict }) => verdict === null);
  const decided = data?.cases.filter(({ verdict }) => verdict !== null);

  useEffect(() => {
    // The button that opened the dialog is gone with its row.
    if (done > 0) notice.current?.focus();
  }, [done]);

  return (
    <Stack gap="lg" maw={960} mx="auto">
      <div>
        <PageTitle name={t('cases.page')} />
        <Text size="sm" className="muted">
          {t('cases.hint')}
        </Text>
      </div>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={240} role="status" aria-label={t('cases.loading')} />}
      <section aria-labelledby="cases-waiting">
        <Title order={2} size="h5" id="cases-waiting">
          {t('cases.waiting')}
          {waiting && waiting.length > 0 && (
            <span className="muted"> · {formatCount(waiting.length, i18n.language)}</span>
          )}
        </Title>
        <p ref={notice} tabIndex={-1} role="status" className="waiting-notice">
          {done > 0 && t('cases.done')}
        </p>
        {waiting?.length === 0 && <Text className="muted">{t('cases.waitingNone')}</Text>}
        <ul className="doubt-rows">
          {waiting?.map((one) => (
            <WaitingCase key={one.id} {...{ one, city }} decide={(word) => setSaid({ one, word })} />
          ))}
        </ul>
      </section>
      {mayOperate && <CardHelp city={city} />}
      <section aria-labelledby="cases-decided">
        <Title order={2} size="h5" id="cases-decided">
          {t('cases.decided')}
        </Title>
        {decided?.length === 0 && <Text className="muted">{t('cases.decidedNone')}</Text>}
        <ul className="doubt-rows">
          {decided?.map((one) => (
            <DecidedCase key={one.id} {...{ one, city }} />
          ))}
        </ul>
      </section>
      <DecideDialog
        said={said}
        close={() => setSaid(undefined)}
        onDecided={() => {
          setSaid(undefined);
          setDone((times) => times + 1);
        }}
      />
    </Stack>
  );
}
