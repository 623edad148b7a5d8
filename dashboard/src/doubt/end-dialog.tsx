import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Doubt } from '../../../protocol/http/doubt.ts';
import { counted } from '../i18n/format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ReasonForm } from '../parts/reason-form.tsx';
import { leastReason } from './least-reason.ts';
import { Refused } from './refused.tsx';
import { useEndDoubt } from './use-doubts.ts';
import { isLasting } from './waiting.ts';

interface EndProps {
  readonly doubt: Doubt;
  readonly close: () => void;
  /** It has an end now. */
  readonly onEnded: (doubt: Doubt) => void;
}

/** Says what ending a transaction books, asks why, and ends it. Open while there is one. */
export function EndDialog(props: Omit<EndProps, 'doubt'> & { doubt: Doubt | undefined }) {
  const { doubt, close } = props;
  const { t } = useTranslation();
  return (
    <Dialog
      opened={doubt !== undefined}
      onClose={close}
      title={doubt === undefined ? '' : t('doubt.endTitle', { name: doubt.machineName })}
    >
      {doubt && <Form {...props} doubt={doubt} />}
    </Dialog>
  );
}

function Form({ doubt, close, onEnded }: EndProps) {
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState('');
  const end = useEndDoubt(doubt);
  const send = () => end.mutate({ reason: reason.trim() }, { onSuccess: onEnded });
  const { masks } = doubt;
  return (
    <ReasonForm
      {...{ reason, send, close }}
      change={setReason}
      ready={reason.trim().length >= leastReason}
      busy={end.isPending}
      failure={<Refused error={end.error} retry={send} />}
      submit={t('doubt.endDo')}
    >
      <Text size="sm">{t(`doubt.cause_${doubt.cause}`)}</Text>
      {!isLasting(doubt) && (
        <Text size="sm" fw={600}>
          {t('doubt.endItself')}
        </Text>
      )}
      <Text size="sm" data-booked={masks}>
        {masks === 0 ? t('doubt.endBooksNone') : t('doubt.endBooks', counted(masks, i18n.language))}
      </Text>
      <Text size="sm">{t('doubt.endLater')}</Text>
    </ReasonForm>
  );
}
