/** The MQTT connection: who the machine says it is, its will, its topics, its reconnecting. */
import { randomUUID } from 'node:crypto';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import type { Clock } from './clock.ts';
import type { Json } from './wire.ts';

const BRIDGE = 'machine-peer 1.0';
const RETRY_MS = 2000;
const DOWN_TOPICS = ['decision', 'journal/ack', 'desired', 'command'] as const;
export type DownTopic = (typeof DOWN_TOPICS)[number];

export interface LinkOptions {
  url: string;
  machine: string;
  token: string;
  tls: Pick<IClientOptions, 'ca' | 'cert' | 'key'>;
}

export interface LinkListener {
  up(): void;
  down(reason: string): void;
  message(topic: DownTopic, payload: Buffer): void;
}

export class Link {
  private readonly options: LinkOptions;
  private readonly clock: Clock;
  private readonly listener: LinkListener;
  private client: MqttClient | undefined;
  private session = '';
  private retryTimer: NodeJS.Timeout | undefined;
  private lastError = '';

  constructor(options: LinkOptions, clock: Clock, listener: LinkListener) {
    this.options = options;
    this.clock = clock;
    this.listener = listener;
  }

  get connected(): boolean {
    return this.client?.connected === true;
  }

  /** One client object for each connection: nothing that it queued may outlive its clean session. */
  connect(): void {
    if (this.client !== undefined) return;
    clearTimeout(this.retryTimer);
    const { url, machine, token, tls } = this.options;
    // The will "counts only for the session of the last accepted CONNECT": so each CONNECT gets its own.
    this.session = randomUUID();
    const will = {
      topic: this.topic('presence'),
      payload: Buffer.from(JSON.stringify({ online: false, session: this.session })),
      qos: 1,
      retain: true,
    } as const;
    const client = connect(url, {
      ...tls,
      protocolVersion: 4,
      clientId: machine,
      username: machine,
      password: token,
      clean: true,
      reconnectPeriod: 0,
      will,
    });
    this.client = client;
    this.lastError = 'closed';
    client.on('error', (error) => {
      this.lastError = error.message;
    });
    client.on('message', (topic, payload) => {
      const name = DOWN_TOPICS.find((each) => topic === this.topic(each));
      if (name !== undefined) this.listener.message(name, payload);
    });
    client.on('connect', () => this.introduce(client));
    client.on('close', () => this.closed(client));
  }

  /** Publishes at QoS 1; false: there is nobody to publish to. */
  publish(name: string, payload: Json, retain = false): boolean {
    if (!this.connected || this.client === undefined) return false;
    // What is lost with the connection is asked, or sent, again by the rules of each topic.
    this.client.publish(this.topic(name), JSON.stringify(payload), { qos: 1, retain }, () => {});
    return true;
  }

  /** graceful: says goodbye itself; otherwise the socket is cut, and the broker sends the will. */
  async disconnect(graceful: boolean): Promise<void> {
    clearTimeout(this.retryTimer);
    const client = this.client;
    if (client === undefined) return;
    // Forgotten first, so that its closing starts no new attempt.
    this.client = undefined;
    if (graceful && client.connected) {
      await client.publishAsync(this.topic('presence'), JSON.stringify(this.presence(false)), {
        qos: 1,
        retain: true,
      });
      await client.endAsync();
    } else {
      client.stream.destroy();
      client.end(true);
    }
    this.listener.down(graceful ? 'disconnected' : 'cut');
  }

  private topic(name: string): string {
    return `mask/v1/${this.options.machine}/${name}`;
  }

  private presence(online: boolean): Json {
    const { at, boot } = this.clock.stamp();
    return { online, session: this.session, at, bridge: BRIDGE, boot };
  }

  private async introduce(client: MqttClient): Promise<void> {
    this.publish('presence', this.presence(true), true);
    try {
      await client.subscribeAsync(
        DOWN_TOPICS.map((name) => this.topic(name)),
        { qos: 1 },
      );
    } catch (error) {
      this.lastError = error instanceof Error ? error.message : String(error);
      client.end(true);
      return;
    }
    if (this.client === client) this.listener.up();
  }

  private closed(client: MqttClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.listener.down(this.lastError);
    this.retryTimer = setTimeout(() => this.connect(), RETRY_MS);
  }
}
