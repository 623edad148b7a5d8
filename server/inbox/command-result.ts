import { CommandResult } from '../../protocol/mqtt/messages/command.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import { type Handler, refuseMessage } from './context.ts';

const read = reader(CommandResult);

/** The end of a command. A result of a command that this machine never had changes nothing. */
export const handleCommandResult: Handler = async (machine, payload, context) => {
  const message = read(payload);
  if (!message.ok) return refuseMessage(context, machine, 'command/result', message.problem);
  const { id, ok, code } = message.value;
  const closed = await context.store.call('commandResult', machine, message.value, context.clock.now());
  if (!closed) return;
  context.log.info({ machine, command: id, ok, code }, 'a command came to its end');
  context.onMachine(machine);
};
