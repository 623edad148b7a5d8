import { Presence } from '../../protocol/mqtt/messages/presence.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import { type Handler, type InboxContext, refuseMessage } from './context.ts';

const read = reader(Presence);

/** A birth, a farewell or a will (mqtt.md, presence). One of an earlier session says nothing about this one. */
export const handlePresence: Handler = async (machine, payload, context) => {
  const message = read(payload);
  if (!message.ok) return refuseMessage(context, machine, 'presence', message.problem);
  const presence = { ...message.value, session: message.value.session.toLowerCase() };
  if (context.sessionOf(machine) === presence.session) await putPresence(machine, presence, context);
};

/** Keeps who is there, with the session in lower case. */
export function putPresence(
  machine: string,
  presence: { online: boolean; session: string; bridge?: string; boot?: number },
  { newest, store, clock, onMachine }: InboxContext,
): Promise<void> {
  const atMs = clock.now();
  return newest.put(`presence of ${machine}`, async () => {
    await store.call('presence', machine, presence, atMs);
    onMachine(machine);
  });
}
