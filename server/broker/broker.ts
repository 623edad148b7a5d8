import type { Duplex } from 'node:stream';
import {
  Aedes,
  type AedesPublishPacket,
  type AuthenticateError,
  type Client,
  type ConnectPacket,
} from 'aedes';
import { type Clock, wallClock } from '../../protocol/base/clock.ts';
import { type AccessRule, type ConnectRequest, connackCode, type Publication } from './access.ts';
import { createClientList } from './client-list.ts';
import { isSubscribed, writeDirect } from './direct.ts';
import { type Guard, guardConnection } from './guard.ts';
import { connectFault, hasWildcardsInPlace, isWellFormed } from './names.ts';
import { createPiggyback } from './piggyback.ts';
import { findRetainedByName, type RetainedMemory } from './retained.ts';

/** Something that the broker refused or cut; counted by its reason, which names no content. */
export type BrokerFault = {
  readonly step: 'packet' | 'connect' | 'publish' | 'subscribe' | 'client';
  readonly reason: string;
};

export interface BrokerEvents {
  /** A publication that the access rule consumes. Called inside the broker's hook, before its PUBACK. */
  onMessage(clientId: string, publication: Publication): void;
  onConnected(clientId: string): void;
  /** The subscriptions that were granted. */
  onSubscribed(clientId: string, filters: readonly string[]): void;
  onDisconnected(clientId: string): void;
  onFault(fault: BrokerFault, clientId: string | undefined): void;
}

/** The embedded MQTT broker: it speaks the protocol and holds the walls; what messages mean is not its business. */
export interface Broker {
  /** Takes over a connection: TCP, TLS or any other stream. */
  handle(conn: Duplex): void;
  /** Publishes to all subscribers, and keeps the message where it is retained. */
  publish(topic: string, payload: string, options: { retain: boolean }): Promise<void>;
  /** Sends straight to one client, if it is there and has subscribed to the topic; tells whether it was. */
  sendTo(clientId: string, topic: string, payload: string): boolean;
  isSubscribed(clientId: string, topic: string): boolean;
  disconnect(clientId: string): void;
  readonly connected: number;
  close(): Promise<void>;
}

/** How long a client may leave its socket full: one frozen subscriber must not stall the others. */
const drainTimeoutMs = 2_000;
/** How long a connection may wait with its CONNECT. */
const connectTimeoutMs = 10_000;

/** How a CONNECT with a malformed text is answered. */
const codeOfFault = {
  'client-id': connackCode.identifierRejected,
  'user-name': connackCode.badCredentials,
  'will-topic': connackCode.notAuthorised,
} as const;

/** Makes the broker. It listens nowhere by itself; its time is that of sockets. */
export async function createBroker(
  access: AccessRule,
  events: BrokerEvents,
  clock: Clock = wallClock(),
): Promise<Broker> {
  const piggyback = createPiggyback(clock);
  const requests = new WeakMap<Client, ConnectRequest>();
  const guards = new WeakMap<Client, Guard>();
  const consumed = new WeakSet<object>();
  const list = createClientList(events);
  const nameOf = (client: Client | null) => client?.id ?? undefined;

  const aedes = await Aedes.createBroker({
    drainTimeout: drainTimeoutMs,
    connectTimeout: connectTimeoutMs,
    // No queue between all clients: the library empties one by calling itself, and thousands who connect at once
    // overflow its stack. Whoever publishes still waits for his own deliveries.
    concurrency: 0,

    preConnect(client, packet, done) {
      requests.set(client, connectRequest(packet));
      done(null, true);
    },

    authenticate(client, _username, _password, done) {
      const request = requests.get(client);
      requests.delete(client);
      const refuse = (code: number, reason: string) => {
        events.onFault({ step: 'connect', reason }, nameOf(client));
        done(Object.assign(new Error(reason), { returnCode: code }) as AuthenticateError, null);
      };
      if (request === undefined) return refuse(connackCode.notAuthorised, 'no-connect');
      const malformed = connectFault(request);
      if (malformed !== undefined) return refuse(codeOfFault[malformed], `malformed-${malformed}`);
      access.connect(request).then(
        (verdict) => (verdict === 'accept' ? done(null, true) : refuse(verdict.code, verdict.reason)),
        () => refuse(connackCode.unavailable, 'access-rule-failed'),
      );
    },

    authorizePublish(client, packet, done) {
      // Wills of brokers that are gone come without a client; there is only one broker here.
      const clientId = nameOf(client);
      if (clientId === undefined) return done(new Error('no client'));
      const publication = publicationOf(packet);
      const verdict = isWellFormed(publication.topic)
        ? access.publish(clientId, publication)
        : { refuse: 'malformed-topic' };
      if (typeof verdict === 'object') {
        events.onFault({ step: 'publish', reason: verdict.refuse }, clientId);
        return done(new Error(verdict.refuse));
      }
      if (verdict === 'consume') {
        consumed.add(packet);
        piggyback.hold((client as Client).conn);
        events.onMessage(clientId, publication);
      }
      done(null);
    },

    authorizeSubscribe(client, subscription, done) {
      const clientId = nameOf(client);
      if (!isWellFormed(subscription.topic) || !hasWildcardsInPlace(subscription.topic)) {
        events.onFault({ step: 'subscribe', reason: 'malformed-filter' }, clientId);
        return done(new Error('malformed-filter'));
      }
      const granted =
        clientId !== undefined && access.subscribe(clientId, subscription.topic, subscription.qos);
      if (!granted) events.onFault({ step: 'subscribe', reason: 'foreign-filter' }, clientId);
      // Without a subscription the broker answers 0x80 (MQTT-3.9.3).
      done(null, granted ? subscription : null);
    },
  });

  findRetainedByName((aedes as unknown as { persistence: RetainedMemory }).persistence);

  // The one place where every publication goes on its way: what was consumed ends here, unseen by anybody.
  const publish = aedes.publish.bind(aedes) as (packet: object, ...rest: unknown[]) => void;
  aedes.publish = ((packet: object, ...rest: unknown[]) => {
    if (!consumed.has(packet)) return publish(packet, ...rest);
    const done = rest.at(-1);
    if (typeof done === 'function') done(null);
  }) as typeof aedes.publish;

  aedes.on('clientReady', (client: Client) => {
    guards.get(client)?.accept();
    list.joined(client);
  });
  aedes.on('subscribe', (subscriptions, client: Client) => {
    const granted = subscriptions.filter((one) => Number(one.qos) !== 0x80).map((one) => one.topic);
    if (granted.length > 0) events.onSubscribed(client.id, granted);
  });
  const fault = (client: Client, error: Error) =>
    events.onFault({ step: 'client', reason: faultOf(error) }, nameOf(client));
  aedes.on('clientError', fault);
  aedes.on('connectionError', fault);
  // Without a listener an error of the persistence would end the process.
  (aedes as NodeJS.EventEmitter).on('error', (error: Error) =>
    events.onFault({ step: 'client', reason: faultOf(error) }, undefined),
  );

  return {
    handle(conn) {
      const guard = guardConnection(conn, (reason) => events.onFault({ step: 'packet', reason }, undefined));
      const client = aedes.handle(conn);
      guards.set(client, guard);
      conn.once('close', () => {
        piggyback.forget(conn);
        list.left(client);
      });
    },
    publish: (topic, payload, { retain }) =>
      new Promise((resolve, reject) => {
        const packet = {
          cmd: 'publish',
          qos: 1,
          dup: false,
          topic,
          payload: Buffer.from(payload),
          retain,
        } as const;
        aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    sendTo(clientId, topic, payload) {
      const client = list.find(clientId);
      if (client === undefined || !isSubscribed(client, topic)) return false;
      writeDirect(client, topic, payload);
      piggyback.release(client.conn as Duplex);
      return true;
    },
    isSubscribed(clientId, topic) {
      const client = list.find(clientId);
      return client !== undefined && isSubscribed(client, topic);
    },
    disconnect: (clientId) => list.find(clientId)?.close(),
    get connected() {
      return list.size;
    },
    close() {
      list.closeAll();
      return new Promise((resolve) => aedes.close(() => resolve()));
    },
  };
}

function connectRequest(packet: ConnectPacket): ConnectRequest {
  const { clientId, protocolVersion = 0, clean = false, username, password, will } = packet;
  return {
    clientId,
    protocolVersion,
    clean,
    username,
    password,
    will: will && {
      topic: will.topic,
      payload: Buffer.from(will.payload),
      qos: will.qos ?? 0,
      retain: will.retain === true,
    },
  };
}

function publicationOf(
  packet: AedesPublishPacket | { topic: string; payload: unknown; qos?: number; retain?: boolean },
): Publication {
  const payload = Buffer.isBuffer(packet.payload)
    ? packet.payload
    : Buffer.from(String(packet.payload ?? ''));
  return { topic: packet.topic, payload, qos: packet.qos ?? 0, retain: packet.retain === true };
}

/** A reason without content: the library's messages quote what came in. */
function faultOf(error: Error): string {
  const known =
    /keep alive|drain|connect did not arrive|Invalid protocol|closed|too many levels|ECONNRESET|EPIPE/i.exec(
      error.message,
    );
  return known ? known[0].toLowerCase().replaceAll(' ', '-') : 'protocol-error';
}
