import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Quarantine, QuarantineVerdict } from '../../../protocol/http/doubt.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { counted, formatCount } from '../i18n/format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ReasonForm } from '../parts/reason-form.tsx';
import { leastReason } from './least-reason.ts';
import { Refused } from './refused.tsx';
import { useDecide } from './use-doubts.ts';

/** An operator's word as far as it is written; its id makes the order that follows one. */
export type Word = QuarantineVerdict;

interface DialogProps {
  readonly machine: MachineView;
  readonly kept: Quarantine;
  readonly word: Word;
  readonly change: (word: Word) => void;
  readonly close: () => void;
}

/** Says what an operator's word on a quarantine books, asks why, and takes it. Open while there is a word. */
export function QuarantineDialog(props: Omit<DialogProps, 'word'> & { word: Word | undefined }) {
  const { machine, word, close } = props;
  const { t } = useTranslation();
  return (
    <Dialog
      opened={word !== undefined}
      onClose={close}
      title={word === undefined ? '' : t(`doubt.${word.verdict}Title`, { name: machine.name })}
    >
      {word && <Form {...props} word={word} />}
    </Dialog>
  );
}

function Form({ machine, kept, word, change, close }: DialogProps) {
  const { t, i18n } = useTranslation();
  const decide = useDecide(machine.id);
  const { verdict, reason } = word;
  const send = () => decide.mutate({ ...word, reason: reason.trim() }, { onSuccess: close });
  const masks = formatCount(kept.masks, i18n.language);
  return (
    <ReasonForm
      {...{ reason, send, close }}
      change={(text) => change({ ...word, reason: text })}
      ready={reason.trim().length >= leastReason}
      busy={decide.isPending}
      failure={<Refused error={decide.error} retry={send} />}
      submit={t(`doubt.${verdict}Do`)}
    >
      <Text size="sm" data-booked={verdict === 'accepted' ? kept.masks : 0}>
        {t(`doubt.${verdict}Books`, { ...counted(kept.entries, i18n.language), masks })}
      </Text>
      <Text size="sm">{t('doubt.thenEpoch')}</Text>
    </ReasonForm>
  );
}
