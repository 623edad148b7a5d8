import type { Duplex } from 'node:stream';
import type { Client } from 'aedes';
import mqttPacket from 'mqtt-packet';

/** What the library keeps of a client, and its types don't tell. */
interface ClientInside {
  readonly subscriptions: Readonly<Record<string, { readonly qos?: number } | undefined>>;
  /** The packet identifier of the next message to it (MQTT-2.3.1): one sequence, whoever sends. */
  _nextId: number;
  /** Cuts the client unless its socket drains in time. */
  waitForDrain(done: () => void): void;
}

const insideOf = (client: Client) => client as unknown as ClientInside;

const lastPacketId = 65_535;

/** Whether a client has subscribed to exactly this topic. */
export const isSubscribed = (client: Client, topic: string): boolean =>
  topic in insideOf(client).subscriptions;

/**
 * Writes a message to one client that has subscribed to its topic, in one piece. The library's own way costs a third of all that a
 * broker does for such a message: it looks for repeats, waits for two turns and writes each field apart.
 */
export function writeDirect(client: Client, topic: string, payload: string): void {
  const inside = insideOf(client);
  const qos = inside.subscriptions[topic]?.qos === 0 ? 0 : 1;
  const messageId = inside._nextId;
  if (qos === 1) inside._nextId = messageId >= lastPacketId ? 1 : messageId + 1;
  const packet = mqttPacket.generate({
    ...{ cmd: 'publish', dup: false, retain: false, topic, payload, qos },
    ...(qos === 1 && { messageId }),
  });
  const conn = client.conn as Duplex;
  if (conn.writable && !conn.write(packet)) inside.waitForDrain(() => {});
}
