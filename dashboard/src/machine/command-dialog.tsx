import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import type { City } from '../live/use-city.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { CommandFields } from './command-fields.tsx';
import { type CommandDraft, orderOf, problemsOf } from './command-order.ts';
import { useOrder } from './use-commands.ts';

const maxReason = 500;

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
  const problems = problemsOf(draft);
  const send = () => order.mutate(orderOf(draft), { onSuccess: close });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problems.length === 0) send();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t(`commands.explain_${draft.name}`)}</Text>
        <CommandFields {...props} />
        <Textarea
          label={t('commands.reason')}
          description={t('commands.reasonHint')}
          required
          autosize
          minRows={2}
          maxLength={maxReason}
          {...(draft.name === 'display' ? {} : { 'data-autofocus': true })}
          value={draft.reason}
          onChange={({ currentTarget: { value } }) => change({ ...draft, reason: value })}
        />
        {order.error && <Failure error={order.error} kept={false} retry={send} />}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t('commands.cancel')}
          </Button>
          <Button type="submit" disabled={problems.length > 0} loading={order.isPending}>
            {t('commands.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
