import { Presence } from '../../protocol/mqtt/messages/presence.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import { type Handler, refuseMessage } from './context.ts';

const read = reader(Presence);

/** A birth, a farewell or a will (mqtt.md, presence). One of an earlier session says nothing about this one. */
export const handlePresence: Handler = async (machine, payload, context) => {
  const message = read(payload);
  if (!message.ok) return refuseMessage(context, machine, 'presence', message.problem);
  const presence = { ...message.value, session: message.value.session.toLowerCase() };
  if (context.sessionOf(machine) !== presence.session) return;
  await context.store.call('presence', machine, presence, context.clock.now());
  context.onMachine(machine);
};
