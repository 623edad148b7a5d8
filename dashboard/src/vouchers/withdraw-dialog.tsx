import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VoucherBatch } from '../../../protocol/http/vouchers.ts';
import { leastReason } from '../doubt/least-reason.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { ReasonForm } from '../parts/reason-form.tsx';
import { useWithdrawVouchers } from './use-vouchers.ts';

/** Says what it means to withdraw a batch, asks why, and does it. Open while there is a batch. */
export function WithdrawDialog(props: {
  batch: VoucherBatch | undefined;
  close: () => void;
  onDone: () => void;
}) {
  const { batch, close, onDone } = props;
  const { t } = useTranslation();
  return (
    <Dialog
      opened={batch !== undefined}
      onClose={close}
      title={batch ? t('vouchers.withdrawTitle', { name: batch.name }) : ''}
    >
      {batch && <Form {...{ batch, close, onDone }} />}
    </Dialog>
  );
}

function Form({ batch, close, onDone }: { batch: VoucherBatch; close: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const withdraw = useWithdrawVouchers(batch.id);
  const send = () => withdraw.mutate({ reason: reason.trim() }, { onSuccess: onDone });
  return (
    <ReasonForm
      {...{ reason, send, close }}
      change={setReason}
      ready={reason.trim().length >= leastReason}
      busy={withdraw.isPending}
      failure={withdraw.error && <Failure error={withdraw.error} isAct retry={send} />}
      submit={t('vouchers.withdrawDo')}
    >
      <Text size="sm">{t('vouchers.withdrawBooks')}</Text>
    </ReasonForm>
  );
}
