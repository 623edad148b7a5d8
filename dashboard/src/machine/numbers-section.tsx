import { Button, Paper, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reason } from '../../../protocol/http/doubt.ts';
import type { MachineDetail, MachineView } from '../../../protocol/http/fleet.ts';
import { useMayOperate } from '../access/use-session.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { leastReason } from '../doubt/least-reason.ts';
import { formatMoment } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { ReasonForm } from '../parts/reason-form.tsx';

/** Says that only tapped cards are served, why and until when, and lets somebody who looked open numbers again. */
export function NumbersSection(props: { machine: MachineView; until: string; city: City }) {
  const { machine, until, city } = props;
  const { t, i18n } = useTranslation();
  const mayOperate = useMayOperate();
  const [isAsking, setAsking] = useState(false);
  const when = formatMoment(until, i18n.language, city.timeZone);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="numbers" data-numbers-closed>
      <Title order={2} size="h5" id="numbers">
        {t('machine.numbersClosed', { when })}
      </Title>
      <Text size="sm">{t('machine.numbersWhy')}</Text>
      {mayOperate && (
        <Button variant="default" mt="sm" data-act="open-numbers" onClick={() => setAsking(true)}>
          {t('machine.numbersOpen')}
        </Button>
      )}
      <Dialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('machine.numbersOpenTitle', { name: machine.name })}
      >
        <OpenForm machine={machine.id} close={() => setAsking(false)} />
      </Dialog>
    </Paper>
  );
}

function OpenForm({ machine, close }: { machine: string; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const open = useMutation({
    mutationFn: (body: Reason) =>
      fetchJson<MachineDetail>(`/api/machines/${encodeURIComponent(machine)}/numbers/open`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['machines'] }),
  });
  const send = () => open.mutate({ reason: reason.trim() }, { onSuccess: close });
  return (
    <ReasonForm
      {...{ reason, send, close }}
      change={setReason}
      ready={reason.trim().length >= leastReason}
      busy={open.isPending}
      failure={open.error && <Failure error={open.error} isAct retry={send} />}
      submit={t('machine.numbersOpenDo')}
    >
      <Text size="sm">{t('machine.numbersOpenBooks')}</Text>
    </ReasonForm>
  );
}
