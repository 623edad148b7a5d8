import type { Logger } from 'pino';
import type { Clock } from '../protocol/base/clock.ts';
import type { FeedItem } from '../protocol/http/figures.ts';
import type { AccessRule } from './broker/access.ts';
import type { Broker, BrokerEvents } from './broker/broker.ts';
import { createMachineAccess } from './broker/machine-access.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import type { InboxContext } from './inbox/context.ts';
import { createInbox, type Inbox } from './inbox/inbox.ts';
import { createNewest, type Newest } from './inbox/newest.ts';
import { putPresence } from './inbox/presence.ts';
import { createWordsOf } from './inbox/words.ts';
import type { Keys } from './keys/key-file.ts';
import type { Metrics } from './metrics.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { Store } from './store/client.ts';

export interface CentreDeps {
  /** The time of decisions, windows and days. */
  readonly clock: Clock;
  /** The time of sockets, and of orders that people give: never simulated by a running server. */
  readonly wall: Clock;
  readonly store: Store;
  readonly keys: Keys;
  /** The one in force at the start. */
  readonly policy: Pick<PolicyDocument, 'language' | 'timeZone' | 'products'>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly makeBroker: (access: AccessRule, events: BrokerEvents) => Broker | Promise<Broker>;
  /** Told of what was booked, once it is durable. */
  readonly onBooked: (items: readonly FeedItem[]) => void;
  /** Told of each machine of which something changed, once it is durable. */
  readonly onMachine: (machine: string) => void;
  /** Told where another process wrote: any machine may have changed. `isFirst`: nobody has seen the machines yet. */
  readonly onOutside: (isFirst: boolean) => void;
}

/** What machines meet: the broker with its walls, the inbox behind it, and the fleet that tells them what is wanted. */
export interface Centre {
  readonly broker: Broker;
  readonly inbox: Inbox;
  readonly newest: Newest;
  readonly fleet: Fleet;
  /** An order was given to a machine, or it is planned otherwise: it hears of it, and so do the pages. */
  ordered(machine: string): void;
}

/**
 * Connects the machines' side of the server. The same wiring runs behind TCP and TLS, and in the seeded simulation
 * behind a network that fails.
 */
export async function createCentre(deps: CentreDeps): Promise<Centre> {
  const { clock, wall, store, keys, metrics, log, policy, onMachine } = deps;
  // One for each machine that ever came in, so no more than are enrolled.
  const sessions = new Map<string, string>();
  const connected = new Set<string>();
  const newest = createNewest({ wall, log });
  const words = createWordsOf({
    read: (machine) => store.call('words', machine, clock.now()),
    fallback: { language: policy.language, timeZone: policy.timeZone },
  });
  let broker: Broker | undefined;
  const theBroker = () => broker as Broker;
  const products = new Set(policy.products.map(({ id }) => id));
  const context: InboxContext = {
    ...{ clock, store, keys, metrics, log, newest, onMachine },
    wallNow: () => wall.now(),
    broker: theBroker,
    sessionOf: (machine) => (connected.has(machine) ? sessions.get(machine) : undefined),
    words: words.of,
    products,
    onBooked: deps.onBooked,
    onOrdered: (machine) => ordered(machine),
  };
  const inbox = createInbox(context);
  const fleet = createFleet({
    ...{ clock: wall, now: () => clock.now(), store, broker: theBroker, log },
    onOutside: deps.onOutside,
    async onPolicy() {
      const inForce = await store.call('policy', clock.now());
      log.info({ policy: inForce?.version }, 'another policy is in force');
      for (const { id } of inForce?.products ?? []) products.add(id);
      // Its language and time zone are those of machines without their own.
      for (const machine of connected) words.connected(machine);
    },
  });
  const ordered = (machine: string) => {
    fleet.ordered(machine);
    onMachine(machine);
  };

  const access = createMachineAccess({
    tokenHash: (machine) => store.call('tokenHash', machine),
    onAccepted: (machine, session) => sessions.set(machine, session),
  });
  broker = await deps.makeBroker(access, {
    onMessage: (machine, { topic, payload }) => inbox.take(machine, topic, payload),
    onConnected(machine) {
      connected.add(machine);
      words.connected(machine);
      fleet.connected(machine);
    },
    onSubscribed(machine, filters) {
      if (filters.some((filter) => filter.endsWith('/journal/ack'))) inbox.tellAcks(machine);
      if (filters.some((filter) => filter.endsWith('/command'))) fleet.subscribedCommands(machine);
    },
    onDisconnected(machine) {
      connected.delete(machine);
      words.disconnected(machine);
      fleet.disconnected(machine);
      const session = sessions.get(machine);
      // A will says so too, but a machine may leave in peace and say nothing.
      if (session) void putPresence(machine, { online: false, session }, context);
    },
    onFault({ step, reason }, machine) {
      metrics.refused.inc({ step, reason });
      if (step !== 'client') log.warn({ step, reason, machine }, 'the broker refused something');
    },
  });
  return { broker, inbox, newest, fleet, ordered };
}
