import { generate } from 'mqtt-packet';
import { topicOf } from '../../../protocol/mqtt/topics.ts';

/** The packet types that a machine hears (MQTT 3.1.1, table 2.1). */
export const packetType = { connack: 2, publish: 3, puback: 4, suback: 9 } as const;

/** A CONNECT as mqtt.md wants it: a clean session, and a will that names the session. */
export function connectPacket(machine: string, token: string, session: string): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: machine,
    clean: true,
    keepalive: 0,
    username: machine,
    password: Buffer.from(token),
    will: {
      topic: topicOf(machine, 'presence'),
      payload: Buffer.from(JSON.stringify({ online: false, session })),
      qos: 1,
      retain: true,
    },
  });
}

/** A SUBSCRIBE to everything that a machine is sent. */
export function subscribePacket(machine: string): Buffer {
  const topics = ['decision', 'journal/ack', 'desired', 'command'] as const;
  const subscriptions = topics.map((topic) => ({ topic: topicOf(machine, topic), qos: 1 as const }));
  return generate({ cmd: 'subscribe', messageId: 1, subscriptions });
}

/** A topic as it stands in a PUBLISH: its length, then its bytes. Made once a machine and topic. */
export function topicField(topic: string): Buffer {
  const field = Buffer.alloc(2 + topic.length);
  field.writeUInt16BE(topic.length);
  field.write(topic, 2, 'latin1');
  return field;
}

/**
 * A PUBLISH at QoS 1 of an ASCII payload, with the PUBACK of `answered` before it where one is due: both leave in one
 * write. The hot path of the load, so it is written out by hand.
 */
export function publishPacket(field: Buffer, id: number, payload: string, answered = 0): Buffer {
  const ack = answered === 0 ? 0 : 4;
  const remaining = field.length + 2 + payload.length;
  const lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : 3;
  const packet = Buffer.allocUnsafe(ack + 1 + lengthBytes + remaining);
  if (ack > 0) writePuback(packet, answered);
  let at = ack;
  packet[at++] = 0x32;
  for (let left = remaining, n = 0; n < lengthBytes; n++, left >>>= 7)
    packet[at++] = (left & 0x7f) | (n < lengthBytes - 1 ? 0x80 : 0);
  at += field.copy(packet, at);
  packet.writeUInt16BE(id, at);
  packet.write(payload, at + 2, 'latin1');
  return packet;
}

/** The PUBACK of one packet id. */
export function pubackPacket(id: number): Buffer {
  const packet = Buffer.allocUnsafe(4);
  writePuback(packet, id);
  return packet;
}

function writePuback(packet: Buffer, id: number): void {
  packet[0] = 0x40;
  packet[1] = 2;
  packet.writeUInt16BE(id, 2);
}

/** Cuts a byte stream into packets; `body` is what stands behind the fixed header, valid during the call alone. */
export function createPacketReader(onPacket: (type: number, body: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer | undefined;
  return (chunk) => {
    let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const head = headerOf(bytes);
      if (head === undefined || bytes.length < head.end) break;
      onPacket((bytes[0] ?? 0) >> 4, bytes.subarray(head.start, head.end));
      bytes = bytes.subarray(head.end);
    }
    rest = bytes.length === 0 ? undefined : bytes;
  };
}

/** Where the body of the first packet begins and ends; undefined while its length is not there yet. */
function headerOf(bytes: Buffer): { start: number; end: number } | undefined {
  let length = 0;
  for (let at = 1; at <= 4; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte < 128) return { start: at + 1, end: at + 1 + length };
  }
  throw new Error('a packet has no length');
}

/** A PUBLISH's parts, from its body at QoS 1. */
export function readPublish(body: Buffer): { topic: string; id: number; payload: Buffer } {
  const length = body.readUInt16BE(0);
  return {
    topic: body.toString('latin1', 2, 2 + length),
    id: body.readUInt16BE(2 + length),
    payload: body.subarray(4 + length),
  };
}
