import type { Clock } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { readTopic, topicOf, type UpTopic } from '../../protocol/mqtt/topics.ts';
import { handleAuthorize, refuseBusy } from './authorize.ts';
import { handleCommandResult } from './command-result.ts';
import { type Handler, type InboxContext, refuseMessage } from './context.ts';
import { handleJournal } from './journal.ts';
import { nestsTooDeep } from './nesting.ts';
import { handlePresence } from './presence.ts';
import { handleState } from './state.ts';

const handlers: Record<UpTopic, Handler> = {
  presence: handlePresence,
  state: handleState,
  authorize: handleAuthorize,
  journal: handleJournal,
  'command/result': handleCommandResult,
};

/** Messages of one machine that may wait. One journal message is in flight by contract; a few more are a slow line's repeats. */
const maxQueued = 16;
/** Authorizes of one machine at once: it serves one person at a time. */
const maxAsking = 16;

/** How long a stop goes on applying what has come in: with its other steps it is within ten seconds. */
const drainMs = 6_000;

/** Where machines' messages go: authorize at once, everything else in order, machine by machine. */
export function createInbox(context: InboxContext) {
  const queues = new Map<string, { length: number; tail: Promise<void> }>();
  const asking = new Map<string, number>();
  let isOver = false;

  async function run(topic: UpTopic, machine: string, payload: Uint8Array): Promise<void> {
    try {
      // A question's own fields alone go on; of everything else the unknown ones do too.
      if (topic !== 'authorize' && nestsTooDeep(payload)) refuseMessage(context, machine, topic, '/ nesting');
      else await handlers[topic](machine, payload, context);
    } catch (error) {
      // Nothing was acknowledged or answered: the machine says it again, or goes on under its offline rule.
      context.log.error({ machine, topic, error: messageOf(error) }, 'a message could not be handled');
    }
  }

  /** Runs a task after all that wait for the machine. False: too many wait, and it was dropped. */
  function enqueue(machine: string, task: () => Promise<void>): boolean {
    const queue = queues.get(machine) ?? { length: 0, tail: Promise.resolve() };
    if (queue.length >= maxQueued) return false;
    queue.length++;
    queue.tail = queue.tail
      .then(() => (isOver ? undefined : task()))
      .catch(tell(machine))
      .finally(() => {
        queue.length--;
        if (queue.length === 0) queues.delete(machine);
      });
    queues.set(machine, queue);
    return true;
  }

  /** One step's failure must not keep the next ones from being taken. */
  const tell = (machine: string) => (error: unknown) =>
    context.log.error({ machine, error: messageOf(error) }, 'a step for a machine could not be done');

  function ask(machine: string, payload: Uint8Array): void {
    const waiting = asking.get(machine) ?? 0;
    if (waiting >= maxAsking) {
      context.metrics.shed.inc({ queue: 'authorize' });
      // Without an answer it would go on under its offline rule (mqtt.md, authorize); this one asks no ledger.
      void refuseBusy(machine, payload, context).catch(tell(machine));
      return;
    }
    asking.set(machine, waiting + 1);
    void run('authorize', machine, payload).finally(() => {
      const left = (asking.get(machine) ?? 1) - 1;
      if (left === 0) asking.delete(machine);
      else asking.set(machine, left);
    });
  }

  return {
    /** Takes a message that the broker's access rule let through. */
    take(machine: string, topic: string, payload: Uint8Array): void {
      const place = readTopic(topic)?.topic as UpTopic | undefined;
      if (place === undefined) return;
      if (place === 'authorize') ask(machine, payload);
      else if (!enqueue(machine, () => run(place, machine, payload)))
        context.metrics.shed.inc({ queue: place });
    },

    /**
     * Tells a machine how far its newest journal is durable (mqtt.md, journal/ack), behind what is still being applied;
     * and then the one before it: a server that was put back from a backup in the middle of that has to be told its end.
     */
    tellAcks(machine: string): void {
      enqueue(machine, async () => {
        for (const ack of await context.store.call('knownAcks', machine))
          context.broker().sendTo(machine, topicOf(machine, 'journal/ack'), JSON.stringify(ack));
      });
    },

    /**
     * Resolves when all that came in has been handled. What has not begun within `drainMs` is left out: nobody was told that
     * it is durable, so it is said again.
     */
    async drain(wall: Clock): Promise<void> {
      const timer = wall.after(drainMs, () => {
        isOver = true;
      });
      while (queues.size > 0) await Promise.all([...queues.values()].map((queue) => queue.tail));
      timer.cancel();
    },
  };
}
export type Inbox = ReturnType<typeof createInbox>;
