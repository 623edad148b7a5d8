import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { newId } from '../api/new-id.ts';
import type { City } from '../live/use-city.ts';
import { CommandDialog } from './command-dialog.tsx';
import { type CommandDraft, commandsFor, draftCommand } from './command-order.ts';

/** What one can tell a machine to do; each asks why before it is sent. */
export function CommandPanel({ machine, city }: { machine: MachineView; city: City }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<CommandDraft>();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="machine-commands">
      <Title order={2} size="h5" mb="xs" id="machine-commands">
        {t('commands.commands')}
      </Title>
      {!machine.online && (
        <Text size="sm" className="muted" mb="xs">
          {t('commands.commandsOffline')}
        </Text>
      )}
      <Group gap="xs">
        {commandsFor(machine).map((name) => (
          <Button
            key={name}
            variant="default"
            data-command={name}
            onClick={() => setDraft(draftCommand(newId(), name, machine))}
          >
            {t(`commands.name_${name}`)}
          </Button>
        ))}
      </Group>
      <CommandDialog
        machine={machine}
        city={city}
        draft={draft}
        change={setDraft}
        close={() => setDraft(undefined)}
      />
    </Paper>
  );
}
