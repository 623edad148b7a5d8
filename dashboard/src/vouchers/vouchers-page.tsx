import './vouchers.css';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VoucherBatch } from '../../../protocol/http/vouchers.ts';
import { useMayOperate } from '../access/use-session.ts';
import { useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { BatchRow } from './batch-row.tsx';
import { MakeDialog } from './make-dialog.tsx';
import { PrintDialog } from './print-dialog.tsx';
import { useVouchers } from './use-vouchers.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

/** Batches of vouchers for people without a card: how far each was used, making, printing and withdrawing them. */
export function VouchersPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useVouchers();
  const city = useCity();
  const mayOperate = useMayOperate();
  const [making, setMaking] = useState(false);
  const [printing, setPrinting] = useState<VoucherBatch>();
  const [withdrawing, setWithdrawing] = useState<VoucherBatch>();
  const [done, setDone] = useState<{ readonly what: 'made' | 'gone'; readonly times: number }>();
  const notice = useRef<HTMLParagraphElement>(null);
  const tell = (what: 'made' | 'gone') => setDone((before) => ({ what, times: (before?.times ?? 0) + 1 }));

  useEffect(() => {
    if (done !== undefined) notice.current?.focus();
  }, [done]);

  return (
    <Stack gap="lg" maw={960} mx="auto">
      <div>
        <PageTitle name={t('vouchers.page')} />
        <Text size="sm" className="muted">
          {t('vouchers.hint')}
        </Text>
      </div>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={240} role="status" aria-label={t('vouchers.loading')} />}
      <section aria-labelledby="vouchers-batches">
        <Group justify="space-between">
          <Title order={2} size="h5" id="vouchers-batches">
            {t('vouchers.batches')}
          </Title>
          {mayOperate && data && (
            <Button onClick={() => setMaking(true)} data-act="make">
              {t('vouchers.make')}
            </Button>
          )}
        </Group>
        <p ref={notice} tabIndex={-1} role="status" className="batch-notice">
          {done && t(`vouchers.${done.what}`)}
        </p>
        {data?.batches.length === 0 && <Text className="muted">{t('vouchers.none')}</Text>}
        <ul className="batch-rows">
          {data?.batches.map((batch) => (
            <BatchRow
              key={batch.id}
              {...{ batch, city }}
              print={() => setPrinting(batch)}
              withdraw={() => setWithdrawing(batch)}
            />
          ))}
        </ul>
      </section>
      {data && (
        <MakeDialog
          {...{ opened: making, products: data.products, timeZone: data.timeZone, now: city.now }}
          close={() => setMaking(false)}
          onMade={() => {
            setMaking(false);
            tell('made');
          }}
        />
      )}
      <PrintDialog batch={printing} close={() => setPrinting(undefined)} />
      <WithdrawDialog
        batch={withdrawing}
        close={() => setWithdrawing(undefined)}
        onDone={() => {
          setWithdrawing(undefined);
          tell('gone');
        }}
      />
    </Stack>
  );
}
