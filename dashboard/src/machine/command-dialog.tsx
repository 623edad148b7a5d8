import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import type { City } from '../live/use-city.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { ReasonForm } from '../parts/reason-form.tsx';
import { CommandFields } from './command-fields.tsx';
import { type CommandDraft, orderOf, problemsOf } from './command-order.ts';
import { useOrder } from './use-commands.ts';

/** Says what a command does, asks what it needs and why, and sends it. Open while there is a draft. */
export function CommandDialog(props: {
  machine: MachineView;
  city: City;
  draft: CommandDraft | undefined;
  change: (draft: CommandDraft) => void;
  close: () => void;
}) {
  const { machine, draft, close } = props;
  const { t } = useTranslation();
  return (
    <Dialog
      opened={draft !== undefined}
      onClose={close}
      title={
        draft === undefined
          ? ''
          : t('commands.confirmTitle', { command: t(`commands.name_${draft.name}`), name: machine.name })
      }
    >
      {draft && <Form {...props} draft={draft} />}
    </Dialog>
  );
}

function Form(props: Parameters<typeof CommandDialog>[0] & { draft: CommandDraft }) {
  const { machine, draft, change, close } = props;
  const { t } = useTranslation();
  const order = useOrder(machine.id);
  const send = () => order.mutate(orderOf(draft), { onSuccess: close });
  return (
    <ReasonForm
      reason={draft.reason}
      change={(reason) => change({ ...draft, reason })}
      ready={problemsOf(draft).length === 0}
      busy={order.isPending}
      failure={order.error && <Failure error={order.error} isAct retry={send} />}
      submit={t('commands.send')}
      first={draft.name !== 'display'}
      {...{ send, close }}
    >
      <Text size="sm">{t(`commands.explain_${draft.name}`)}</Text>
      <CommandFields {...props} />
    </ReasonForm>
  );
}
