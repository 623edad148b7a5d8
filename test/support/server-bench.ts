import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { wallClock } from '../../protocol/base/clock.ts';
import type { Role } from '../../protocol/http/access.ts';
import { topicOf } from '../../protocol/mqtt/topics.ts';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { defaultPolicy } from '../../server/policy/default.ts';
import { type ServerOptions, startServer } from '../../server/server.ts';
import { openDatabase } from '../../server/store/open.ts';
import { eventually } from './eventually.ts';
import { fetchAs, sessionCookie } from './sign-in.ts';

/** A server in this process, on ports of the system's choice, with a data folder that is gone after the test. */
export async function serverBench(options: Partial<ServerOptions> = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'maskfleet-test-'));
  const wall = wallClock();
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => logged.push(line) });
  const server = await startServer({
    dataDir,
    http: { host: '127.0.0.1', port: 0 },
    mqtt: { host: '127.0.0.1', port: 0 },
    influx: 'off',
    policy: defaultPolicy,
    pagesDir: join(dataDir, 'no-pages'),
    clock: wall,
    wall,
    simulated: false,
    insecure: false,
    minCards: 1,
    retention: { requests: 0, boxes: 0, charges: 0 },
    env: {},
    log,
    ...options,
  });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await server.stop();
    stopped = true;
  };
  onTestFinished(async () => {
    await stop();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  });

  const cookies = new Map<Role, string>();
  const url = `http://127.0.0.1:${server.http.port}`;
  /** The Cookie header of somebody with a role who is signed in. */
  function cookie(role: Role = 'admin'): string {
    const known = cookies.get(role) ?? sessionCookie(dataDir, role);
    cookies.set(role, known);
    return known;
  }

  return {
    server,
    dataDir,
    stop,
    logged: () => logged.join(''),
    url,
    cookie,
    /** Asks the server as one who is signed in, an admin unless said otherwise. */
    ask: (path: string, init: RequestInit = {}, role: Role = 'admin') =>
      fetchAs(cookie(role))(`${url}${path}`, init),
    mqttPort: server.mqtt.port,

    /** Enrols from outside, as the command line does; returns the token. */
    enrol(id: string): string {
      const db = openDatabase(dataDir, undefined);
      const token = randomUUID();
      const machine = {
        id,
        name: id,
        lat: null,
        lon: null,
        district: 'Konak',
        language: 'en',
        slots: null,
      } as const;
      createMachineStore(db).enrol({ ...machine, enrolledAtMs: Date.now(), tokenHash: hashToken(token) });
      db.close();
      return token;
    },

    /** Reads the ledger from outside. */
    rows<T>(sql: string, ...values: unknown[]): T[] {
      const db = openDatabase(dataDir, undefined);
      try {
        return db.prepare(sql).all(...values) as T[];
      } finally {
        db.close();
      }
    },

    /** Connects as a machine would, with what a test wants otherwise. Not yet connected when it returns. */
    client(id: string, token: string, extra: IClientOptions = {}): MqttClient {
      const session = randomUUID();
      const client = mqtt.connect({
        host: '127.0.0.1',
        port: server.mqtt.port,
        clientId: id,
        username: id,
        password: token,
        clean: true,
        protocolVersion: 4,
        reconnectPeriod: 0,
        will: will(id, { online: false, session }),
        ...extra,
      });
      client.on('error', () => {});
      onTestFinished(() => void client.end(true));
      return client;
    },

    metric: async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${server.http.port}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
  };
}

export function will(
  id: string,
  payload: object,
  topic = topicOf(id, 'presence'),
): NonNullable<IClientOptions['will']> {
  return { topic, payload: Buffer.from(JSON.stringify(payload)), qos: 1, retain: true };
}

/** How a connection attempt ended: accepted, or the return code of its CONNACK, or closed without one. */
export function connecting(client: MqttClient): Promise<'accepted' | 'closed' | number> {
  return new Promise((resolve) => {
    client.once('connect', () => resolve('accepted'));
    client.once('error', (error) => resolve((error as { code?: number }).code ?? 'closed'));
    client.once('close', () => resolve('closed'));
  });
}

/** Resolves when the connection is gone, for whatever reason. */
export function closing(client: MqttClient): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
  });
}

/** Collects what comes in on a client's topics. */
export function inboxOf(client: MqttClient) {
  const messages: { topic: string; value: Record<string, unknown> }[] = [];
  client.on('message', (topic, payload) => messages.push({ topic, value: JSON.parse(payload.toString()) }));
  return {
    messages,
    next: (topic: string, wanted: (value: Record<string, unknown>) => boolean = () => true) =>
      eventually(
        `a message on ${topic}`,
        () => messages.find((one) => one.topic.endsWith(topic) && wanted(one.value))?.value,
      ),
  };
}
