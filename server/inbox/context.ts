import type { Logger } from 'pino';
import type { Clock } from '../../protocol/base/clock.ts';
import type { FeedItem } from '../../protocol/http/figures.ts';
import type { Broker } from '../broker/broker.ts';
import type { Keys } from '../keys/key-file.ts';
import type { Words } from '../ledger/authorize.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/client.ts';
import type { Newest } from './newest.ts';

/** What each handler of a machine's message works with. */
export interface InboxContext {
  readonly clock: Clock;
  /** People's time, in ms since 1970: orders expire in it, also where `clock` is simulated. */
  readonly wallNow: () => number;
  readonly store: Store;
  readonly keys: Keys;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly broker: () => Broker;
  readonly newest: Newest;
  /** The session of a machine that is connected. */
  readonly sessionOf: (machine: string) => string | undefined;
  /** The language of a machine's display, and the time zone of its times; never waits for a ledger that is busy. */
  readonly words: (machine: string) => Promise<Words>;
  /** The products of the policy: a name that a machine made up must not become a label of the metrics. */
  readonly products: ReadonlySet<string>;
  /** Told of what was booked, once it is durable. */
  readonly onBooked: (items: readonly FeedItem[]) => void;
  /** Told of each machine of which something changed, once it is durable. */
  readonly onMachine: (machine: string) => void;
  /** Told of each machine for which another order waits. */
  readonly onOrdered: (machine: string) => void;
}

/** Handles one message of one up topic. Never rejects for what a machine sent. */
export type Handler = (machine: string, payload: Uint8Array, context: InboxContext) => Promise<void>;

/** Counts and logs a message that is not of the contract: where it is wrong, never what stands there. */
export function refuseMessage(
  { metrics, log }: InboxContext,
  machine: string,
  topic: string,
  problem: string,
): void {
  metrics.invalid.inc({ topic });
  log.warn({ machine, topic, problem }, 'a message is not of the contract and was left out');
}
