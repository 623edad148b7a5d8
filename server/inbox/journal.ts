import { Journal } from '../../protocol/mqtt/messages/journal.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import { topicOf } from '../../protocol/mqtt/topics.ts';
import { type Handler, refuseMessage } from './context.ts';

const read = reader(Journal);

/** Applies a journal message, and acknowledges it once it is durable (mqtt.md, journal). */
export const handleJournal: Handler = async (machine, payload, context) => {
  const message = read(payload);
  if (!message.ok) return refuseMessage(context, machine, 'journal', message.problem);
  const nowMs = Math.floor(context.clock.now());
  const result = await context.store.call('journal', machine, message.value, nowMs, context.wallNow());
  context.metrics.entries.inc(result.applied);
  for (const { product, pieces } of result.feed)
    context.metrics.masks.inc({ product: context.products.has(product) ? product : 'other' }, pieces);
  if (result.ack)
    context.broker().sendTo(machine, topicOf(machine, 'journal/ack'), JSON.stringify(result.ack));
  if (result.feed.length > 0) context.onBooked(result.feed);
  if (result.applied > 0) context.onMachine(machine);
  if (result.ordered) context.onOrdered(machine);
};
