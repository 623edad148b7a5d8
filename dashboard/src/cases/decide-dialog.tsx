import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseWord } from '../../../protocol/http/cases.ts';
import { leastReason } from '../doubt/least-reason.ts';
import { counted } from '../i18n/format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { ReasonForm } from '../parts/reason-form.tsx';
import { type Case, useDecideCase } from './use-cases.ts';

/** A word that somebody is about to say of a case. */
export interface Word {
  readonly one: Case;
  readonly word: CaseWord['word'];
}

/** Says what a word on a case does, asks why, and says it. Open while there is one. */
export function DecideDialog(props: { said: Word | undefined; close: () => void; onDecided: () => void }) {
  const { said, close, onDecided } = props;
  const { t } = useTranslation();
  const title = said && t(`cases.${said.word}Title`, { name: said.one.machineName });
  return (
    <Dialog opened={said !== undefined} onClose={close} title={title ?? ''}>
      {said && <Form {...{ said, close, onDecided }} />}
    </Dialog>
  );
}

function Form({ said, close, onDecided }: { said: Word; close: () => void; onDecided: () => void }) {
  const { one, word } = said;
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState('');
  const decide = useDecideCase(one.id);
  const send = () => decide.mutate({ word, reason: reason.trim() }, { onSuccess: onDecided });
  const masks = one.kind === 'not-received' ? one.masks : one.given;
  return (
    <ReasonForm
      {...{ reason, send, close }}
      change={setReason}
      ready={reason.trim().length >= leastReason}
      busy={decide.isPending}
      failure={decide.error && <Failure error={decide.error} isAct retry={send} />}
      submit={t(`cases.${word}Do`)}
    >
      <Text size="sm">{t(`cases.${word}Books`, counted(masks, i18n.language))}</Text>
    </ReasonForm>
  );
}
