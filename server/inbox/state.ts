import { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import { type Handler, refuseMessage } from './context.ts';

const read = reader(MachineState);

/** What a machine reports of itself; the newest is kept. */
export const handleState: Handler = async (machine, payload, context) => {
  const message = read(payload);
  if (!message.ok) return refuseMessage(context, machine, 'state', message.problem);
  const nowMs = context.clock.now();
  await context.newest.put(`state of ${machine}`, async () => {
    const ordered = await context.store.call('state', machine, message.value, nowMs, context.wallNow());
    context.onMachine(machine);
    if (ordered) context.onOrdered(machine);
  });
};
