import { EventEmitter } from 'node:events';
import type { ConnectMqtt } from '../../firmware-bridge/uplink/connection.ts';
import type { Clock } from '../../protocol/base/clock.ts';
import type { AccessRule } from '../../server/broker/access.ts';
import type { Broker, BrokerEvents } from '../../server/broker/broker.ts';
import { type Random, wholeBetween } from '../random.ts';
import type { Life } from './mortal.ts';

/** How one machine's way to the centre is just now. Probabilities 0 to 1, times in ms. */
export interface Weather {
  up: boolean;
  delayMs: number;
  /** A message vanishes, and its connection with it: TCP loses nothing without breaking. */
  loses: number;
  /** A message at QoS 1 that arrives twice. */
  doubles: number;
  /** A message that is overtaken by those behind it. */
  overtaken: number;
}

/** What crossed the network, for the record. */
export type Crossing = (machine: string, way: 'up' | 'down', topic: string, payload: string) => void;

/** The network between the machines and whoever is the centre just now. */
export interface Network {
  weather(machine: string): Weather;
  /** mqtt.js's `connect` for a bridge. */
  connectFor(machine: string, life: Life): ConnectMqtt;
  /** A broker that holds these walls; the one before it is gone with all its connections. */
  open(access: AccessRule, events: BrokerEvents, life: Life): Broker;
  /** The centre loses its power: every connection breaks. */
  close(): void;
  /** Breaks a machine's connection. */
  cut(machine: string): void;
}

interface Client extends EventEmitter {
  end(): void;
  endAsync(): Promise<void>;
  subscribeAsync(topics: readonly string[]): Promise<{ topic: string; qos: number }[]>;
  publishAsync(topic: string, payload: string, options: { retain?: boolean }): Promise<void>;
}

interface Connection {
  readonly machine: string;
  readonly client: Client;
  readonly will: { topic: string; payload: Uint8Array } | undefined;
  readonly topics: Set<string>;
  isOpen: boolean;
  /** What to tell those who wait for an answer when it breaks. */
  readonly waiting: Set<(reason: Error) => void>;
  /** The moment before which nothing further arrives, each way: a connection keeps its order. */
  readonly busyUntil: { up: number; down: number };
}

interface Centre {
  readonly access: AccessRule;
  readonly events: BrokerEvents;
  readonly life: Life;
  readonly retained: Map<string, string>;
}

/** A network in memory, on the given clock. */
export function createNetwork(clock: Clock, random: Random, crossing: Crossing): Network {
  const weathers = new Map<string, Weather>();
  const open = new Map<string, Connection>();
  const connections = new WeakMap<Client, Connection>();
  let centre: Centre | undefined;
  const later = (ms: number, act: () => void) => void clock.after(ms, act);

  function weather(machine: string): Weather {
    const known = weathers.get(machine);
    if (known !== undefined) return known;
    const fair = { up: true, delayMs: 20, loses: 0, doubles: 0, overtaken: 0 };
    weathers.set(machine, fair);
    return fair;
  }

  /** Carries something one way; `arrive` is called once, twice or never. */
  function carry(connection: Connection, way: 'up' | 'down', arrive: () => void): void {
    const { delayMs, loses, doubles, overtaken } = weather(connection.machine);
    if (random() < loses) {
      later(wholeBetween(random, 0, 3_000), () => breakOff(connection));
      return;
    }
    const now = clock.monotonic();
    let at = Math.max(connection.busyUntil[way], now + wholeBetween(random, 1, delayMs));
    if (random() < overtaken) at += delayMs * 2;
    else connection.busyUntil[way] = at;
    const come = () => connection.isOpen && arrive();
    later(at - now, come);
    if (random() < doubles) later(at - now + wholeBetween(random, 0, 500), come);
  }

  /** Both ends learn that a connection is gone. */
  function breakOff(connection: Connection, isFarewell = false): void {
    if (!connection.isOpen) return;
    connection.isOpen = false;
    if (open.get(connection.machine) === connection) open.delete(connection.machine);
    const { machine, will, client } = connection;
    const at = centre;
    if (at !== undefined && !at.life.isOver) {
      if (will !== undefined && !isFarewell) at.events.onMessage(machine, { ...will, qos: 1, retain: true });
      at.events.onDisconnected(machine);
    }
    for (const reject of connection.waiting) reject(new Error('the connection was lost'));
    later(0, () => client.emit('close'));
  }

  /** A promise that ends with its connection at the latest. */
  function answered<T>(
    client: Client,
    ask: (connection: Connection, at: Centre, resolve: (value: T) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const connection = connections.get(client);
      const at = centre;
      if (connection === undefined || !connection.isOpen || at === undefined)
        return reject(new Error('not connected'));
      connection.waiting.add(reject);
      ask(connection, at, (value) => {
        connection.waiting.delete(reject);
        resolve(value);
      });
    });
  }

  function send(connection: Connection, topic: string, payload: string): void {
    crossing(connection.machine, 'down', topic, payload);
    carry(connection, 'down', () => connection.client.emit('message', topic, Buffer.from(payload)));
  }

  function dial(machine: string, client: Client, options: Parameters<ConnectMqtt>[0]): void {
    const at = centre;
    const fail = () => {
      later(wholeBetween(random, 1, 1_000), () => client.emit('close'));
    };
    if (at === undefined || !weather(machine).up) {
      fail();
      return;
    }
    const { username, password, will } = options;
    const request = {
      ...{ clientId: machine, protocolVersion: 4, clean: true, username },
      password: Buffer.from(String(password ?? '')),
      will: will && {
        ...{ topic: will.topic, payload: Buffer.from(will.payload as Buffer) },
        ...{ qos: 1, retain: true },
      },
    };
    // As mqtt.js does: a server that dies between CONNECT and CONNACK never answers.
    let isAnswered = false;
    later(options.connectTimeout ?? 0, () => {
      if (!isAnswered) client.emit('close');
      isAnswered = true;
    });
    at.access.connect(request).then(
      (verdict) => {
        if (isAnswered) return;
        isAnswered = true;
        if (at !== centre || verdict !== 'accept' || !weather(machine).up) return fail();
        const before = open.get(machine);
        if (before !== undefined) breakOff(before);
        const connection: Connection = {
          ...{ machine, client, will: request.will, topics: new Set(), isOpen: true },
          waiting: new Set(),
          busyUntil: { up: 0, down: 0 },
        };
        open.set(machine, connection);
        connections.set(client, connection);
        at.events.onConnected(machine);
        carry(connection, 'down', () => client.emit('connect'));
      },
      () => {
        if (!isAnswered) fail();
        isAnswered = true;
      },
    );
  }

  const publishFrom = (client: Client, topic: string, payload: string) =>
    answered<void>(client, (connection, at, resolve) => {
      crossing(connection.machine, 'up', topic, payload);
      carry(connection, 'up', () => {
        if (at !== centre) return;
        const publication = { topic, payload: Buffer.from(payload), qos: 1, retain: false };
        if (at.access.publish(connection.machine, publication) !== 'consume') {
          at.events.onFault({ step: 'publish', reason: 'refused' }, connection.machine);
          return breakOff(connection);
        }
        at.events.onMessage(connection.machine, publication);
        // PUBACK: the broker has it, which promises nothing (mqtt.md, journal).
        carry(connection, 'down', resolve);
      });
    });

  const subscribeFrom = (client: Client, topics: readonly string[]) =>
    answered<{ topic: string; qos: number }[]>(client, (connection, at, resolve) => {
      const { machine } = connection;
      carry(connection, 'up', () => {
        if (at !== centre) return;
        const granted = topics.map((topic) => ({
          topic,
          qos: at.access.subscribe(machine, topic, 1) ? 1 : 0x80,
        }));
        const right = granted.filter(({ qos }) => qos === 1).map(({ topic }) => topic);
        for (const topic of right) connection.topics.add(topic);
        carry(connection, 'down', () => resolve(granted));
        for (const topic of right) {
          const kept = at.retained.get(topic);
          if (kept !== undefined) send(connection, topic, kept);
        }
        at.events.onSubscribed(machine, right);
      });
    });

  return {
    weather,

    connectFor: (machine, life) =>
      ((options: Parameters<ConnectMqtt>[0]) => {
        const client: Client = Object.assign(new EventEmitter(), {
          end() {
            const connection = connections.get(client);
            if (connection !== undefined) breakOff(connection);
          },
          async endAsync() {
            const connection = connections.get(client);
            if (connection !== undefined) breakOff(connection, true);
          },
          subscribeAsync: (topics: readonly string[]) => subscribeFrom(client, topics),
          publishAsync: (topic: string, payload: string) => publishFrom(client, topic, payload),
        });
        client.setMaxListeners(0);
        // A process that is gone hears nothing more, and says nothing.
        const emit = client.emit.bind(client);
        client.emit = (...args) => !life.isOver && emit(...args);
        later(
          wholeBetween(random, 1, weather(machine).delayMs),
          () => !life.isOver && dial(machine, client, options),
        );
        return client;
      }) as unknown as ConnectMqtt,

    open(access, events, life) {
      centre = { access, events, life, retained: new Map() };
      const mine = centre;
      const find = (machine: string) => (mine === centre ? open.get(machine) : undefined);
      return {
        handle() {},
        async publish(topic, payload, { retain }) {
          if (retain) mine.retained.set(topic, payload);
          for (const connection of open.values())
            if (mine === centre && connection.topics.has(topic)) send(connection, topic, payload);
        },
        sendTo(machine, topic, payload) {
          const connection = find(machine);
          if (connection === undefined || !connection.topics.has(topic)) return false;
          send(connection, topic, payload);
          return true;
        },
        isSubscribed: (machine, topic) => find(machine)?.topics.has(topic) ?? false,
        disconnect(machine) {
          const connection = find(machine);
          if (connection !== undefined) breakOff(connection);
        },
        get connected() {
          return open.size;
        },
        async close() {},
      };
    },

    close() {
      centre = undefined;
      for (const connection of [...open.values()]) breakOff(connection);
    },

    cut(machine) {
      const connection = open.get(machine);
      if (connection !== undefined) breakOff(connection);
    },
  };
}
