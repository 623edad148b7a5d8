import { Button, Group, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useSession } from '../access/use-session.ts';
import type { City } from '../live/use-city.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { AssignedTo } from './assigned-to.tsx';
import { isChanged, useAssign, useAssignees } from './use-assign.ts';

interface AssignProps {
  readonly machine: MachineView;
  readonly city: City;
  readonly close: () => void;
}

/** Asks who looks after a machine; oneself, where nobody does. Open while there is a machine. */
export function AssignDialog(props: Omit<AssignProps, 'machine'> & { machine: MachineView | undefined }) {
  const { machine, close } = props;
  const { t } = useTranslation();
  return (
    <Dialog
      opened={machine !== undefined}
      onClose={close}
      title={machine === undefined ? '' : t('assign.title', { name: machine.name })}
    >
      {machine && <Form {...props} machine={machine} />}
    </Dialog>
  );
}

/** No user has a name of no letters. */
const nobody = '';

function Form({ machine, city, close }: AssignProps) {
  const { t } = useTranslation();
  const me = useSession().data?.user?.name ?? nobody;
  const has = machine.assigned?.to ?? nobody;
  const [to, setTo] = useState(has === nobody ? me : has);
  const { data, error, refetch } = useAssignees();
  const assign = useAssign(machine.id);
  const send = () =>
    assign.mutate(
      { to: to === nobody ? null : to, from: machine.assigned?.to ?? null },
      { onSuccess: close },
    );
  const names = data?.names ?? [];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t('assign.hint')}</Text>
        <AssignedTo machine={machine} city={city} />
        {data === undefined && !error && <Skeleton h={68} role="status" aria-label={t('assign.loading')} />}
        {error && <Failure error={error} kept={false} retry={() => void refetch()} />}
        {data && (
          <NativeSelect
            label={t('assign.who')}
            data-autofocus
            value={to}
            data={[
              ...names.map((name) => ({
                value: name,
                label: name === me ? t('assign.me', { name }) : name,
              })),
              { value: nobody, label: t('assign.nobody') },
            ]}
            onChange={({ currentTarget: { value } }) => setTo(value)}
          />
        )}
        {isChanged(assign.error) && (
          <Text size="sm" role="alert" data-notice="assignee-changed">
            {t('assign.changed')}
          </Text>
        )}
        {assign.error && !isChanged(assign.error) && <Failure error={assign.error} isAct retry={send} />}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t('assign.cancel')}
          </Button>
          <Button type="submit" disabled={data === undefined || to === has} loading={assign.isPending}>
            {t('assign.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
