import type { IClientOptions, MqttClient } from 'mqtt';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Presence } from '../../protocol/mqtt/messages/presence.ts';
import {
  type DownTopic,
  downTopics,
  isDownTopic,
  isRetained,
  maxPayloadBytes,
  readTopic,
  topicOf,
  type UpTopic,
} from '../../protocol/mqtt/topics.ts';
import { backoffMs } from '../backoff.ts';
import { bridgeError } from '../errors.ts';
import { type Random, uuidV4 } from '../ids.ts';
import type { Log } from '../log.ts';

/** Between two tries to connect (full jitter). */
export const reconnectLimits = { baseMs: 1_000, maxMs: 120_000 };
/** A try to connect that takes longer is given up. */
export const connectTimeoutMs = 15_000;
export const keepaliveSeconds = 30;
/** Publishes whose PUBACK is awaited: a journal message, state, presence, and the results of a few commands. */
export const maxUnackedPublishes = 32;
/** A start or a break this recent may be over in a moment: a tap then is worth waiting for it. */
export const settlingMs = 5_000;
/** How long a goodbye may take. */
export const farewellMs = 2_000;

/** Opens one MQTT connection: mqtt.js's `connect`, or another that behaves like it. */
export type ConnectMqtt = (options: IClientOptions) => MqttClient;

export interface UplinkDeps {
  readonly machine: string;
  readonly token: string;
  readonly connect: ConnectMqtt;
  /** The network's time, which is never simulated. */
  readonly clock: Clock;
  /** The machine's own wall time in ms, for what presence tells. */
  readonly now: () => number;
  readonly random: Random;
  readonly log: Log;
  /** What presence tells of the bridge. */
  readonly about: { readonly bridge: string; readonly boot: number };
  readonly onMessage: (topic: DownTopic, payload: Uint8Array) => void;
  /** Subscribed and present: publish what the server must know first. */
  readonly onOnline: () => void;
  readonly onOffline: () => void;
}

export interface Uplink {
  start(): void;
  /** Says goodbye (presence offline) and disconnects. */
  stop(): Promise<void>;
  online(): boolean;
  /** Not connected, and only since a moment. */
  settling(): boolean;
  /** Resolves at the PUBACK, which promises nothing more (mqtt.md, journal). @throws UPLINK_DOWN. */
  publish(topic: UpTopic, message: object): Promise<void>;
}

/** Keeps the machine connected to its server (mqtt.md). */
export function createUplink(deps: UplinkDeps): Uplink {
  const { machine, clock, random, log } = deps;
  let client: MqttClient | undefined;
  let session = '';
  let isOnline = false;
  let offlineSinceMs = 0;
  let attempt = 0;
  let retry: Timer | undefined;
  let stopped = true;
  let unacked = 0;
  let complained = '';

  function open(): void {
    retry = undefined;
    session = uuidV4(random);
    const will: Presence = { online: false, session };
    const opened = deps.connect({
      clientId: machine,
      username: machine,
      password: deps.token,
      clean: true,
      keepalive: keepaliveSeconds,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: 0,
      queueQoSZero: false,
      protocolVersion: 4,
      will: {
        topic: topicOf(machine, 'presence'),
        payload: Buffer.from(JSON.stringify(will)),
        qos: 1,
        retain: true,
      },
    });
    client = opened;
    opened.on('connect', () => {
      const { stream } = opened as { stream?: { setNoDelay?: (on: boolean) => void } };
      // Small messages wait for each other otherwise: tens of ms for every decision.
      stream?.setNoDelay?.(true);
      void greet(opened);
    });
    opened.on('message', (topic, payload) => {
      const rest = readTopic(topic)?.topic;
      if (client === opened && isDownTopic(rest)) deps.onMessage(rest, payload);
    });
    opened.on('error', complain);
    opened.on('close', () => lost(opened));
  }

  async function greet(opened: MqttClient): Promise<void> {
    try {
      const topics = downTopics.map((topic) => topicOf(machine, topic));
      const granted = await opened.subscribeAsync(topics, { qos: 1 });
      if (granted.some(({ qos }) => qos > 2)) throw bridgeError('UPLINK_DOWN', 'a subscription was refused');
      if (client !== opened) return;
      isOnline = true;
      attempt = 0;
      complained = '';
      log.info('connected to the server');
      const { bridge, boot } = deps.about;
      const presence: Presence = { online: true, session, at: instantOf(deps.now()), bridge, boot };
      publish('presence', presence).catch(() => {});
      deps.onOnline();
    } catch (error) {
      complain(error);
      opened.end(true);
    }
  }

  /** One line for a trouble that lasts, not one for each try. */
  function complain(error: unknown): void {
    const reason = messageOf(error);
    // What a CONNACK refuses has its number for a code (MQTT 3.1.1, table 3.1); a socket's errors have words.
    const isRefusal = error instanceof Error && 'code' in error && typeof error.code === 'number';
    const { code, message } = bridgeError(isRefusal ? 'UPLINK_REFUSED' : 'UPLINK_DOWN', reason);
    if (complained !== reason && !stopped) log.warn({ code }, `${message}; trying again`);
    complained = reason;
  }

  function lost(which: MqttClient): void {
    if (client !== which) return;
    client = undefined;
    unacked = 0;
    which.end(true);
    if (isOnline) {
      isOnline = false;
      offlineSinceMs = clock.monotonic();
      if (!stopped) log.warn('the connection to the server was lost');
      deps.onOffline();
    }
    if (stopped) return;
    retry = clock.after(backoffMs(attempt, reconnectLimits, random.fraction), open);
    attempt++;
  }

  async function publish(topic: UpTopic, message: object): Promise<void> {
    const payload = JSON.stringify(message);
    if (client === undefined || !isOnline) throw bridgeError('UPLINK_DOWN');
    if (unacked >= maxUnackedPublishes || Buffer.byteLength(payload) > maxPayloadBytes)
      throw bridgeError('UPLINK_DOWN', `${topic} is beyond a limit`);
    unacked++;
    const sender = client;
    try {
      await sender.publishAsync(topicOf(machine, topic), payload, { qos: 1, retain: isRetained(topic) });
    } catch (error) {
      throw bridgeError('UPLINK_DOWN', messageOf(error), error);
    } finally {
      if (client === sender) unacked--;
    }
  }

  return {
    publish,
    online: () => isOnline,
    settling: () => !isOnline && clock.monotonic() - offlineSinceMs < settlingMs,
    start() {
      stopped = false;
      offlineSinceMs = clock.monotonic();
      open();
    },
    async stop() {
      stopped = true;
      retry?.cancel();
      const open = client;
      if (open === undefined) return;
      if (isOnline) {
        const goodbye: Presence = { online: false, session };
        await within(publish('presence', goodbye).catch(() => {}));
        await within(open.endAsync().catch(() => {}));
      }
      open.end(true);
      isOnline = false;
      client = undefined;
    },
  };

  function within(work: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve) => {
      const timer = clock.after(farewellMs, () => resolve(undefined));
      void work.then(() => {
        timer.cancel();
        resolve(undefined);
      });
    });
  }
}
