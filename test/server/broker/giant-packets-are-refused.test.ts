import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { createPacketScanner, packetLimitBytes } from '../../../server/broker/packet-scanner.ts';
import { eventually } from '../../support/eventually.ts';
import { closing, connecting, serverBench } from '../../support/server-bench.ts';

async function raw(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('the guard', () => {
  it.each([
    ['a CONNECT of 5 KiB', Buffer.from([0x10, 0x80, 0x28])],
    ['an endless length', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff])],
    ['something else than a CONNECT', Buffer.from([0x30, 0x02, 0x00, 0x00])],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['TLS', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00])],
  ])('cuts %s before anybody collects it', async (_, bytes) => {
    const bench = await serverBench();
    const socket = await raw(bench.mqttPort);
    socket.write(bytes);
    await once(socket, 'close');
    expect(await bench.metric('maskfleet_broker_refused_total{step="packet"')).toBe(1);
  });

  it('lets a payload of 64 KiB through once the machine is in, and nothing beyond', async () => {
    const bench = await serverBench();
    const client = bench.client('izmir-01', bench.enrol('izmir-01'));
    await connecting(client);
    await client.publishAsync(topicOf('izmir-01', 'state'), 'x'.repeat(64 * 1024), { qos: 1 });
    expect(client.connected).toBe(true);
    const closed = closing(client);
    client.publish(topicOf('izmir-01', 'state'), 'x'.repeat(70 * 1024), { qos: 1 });
    await closed;
  });

  it('serves a client that sends everything in one chunk, or byte by byte', async () => {
    const bench = await serverBench();
    const token = bench.enrol('izmir-01');
    const will = {
      topic: topicOf('izmir-01', 'presence'),
      payload: Buffer.from(JSON.stringify({ online: false, session: crypto.randomUUID() })),
      qos: 1,
      retain: true,
    } as const;
    const packets = Buffer.concat([
      mqttPacket.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: 'izmir-01',
        username: 'izmir-01',
        password: Buffer.from(token),
        clean: true,
        keepalive: 30,
        will,
      }),
      mqttPacket.generate({
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: [{ topic: topicOf('izmir-01', 'desired'), qos: 1 }],
        dup: false,
        length: 0,
        retain: false,
        qos: 1,
      } as never),
      mqttPacket.generate({
        cmd: 'publish',
        topic: topicOf('izmir-01', 'state'),
        payload: 'y'.repeat(30_000),
        qos: 1,
        messageId: 2,
        dup: false,
        retain: true,
      }),
      mqttPacket.generate({ cmd: 'pingreq' }),
    ]);
    for (const step of [packets.length, 1, 7]) {
      const socket = await raw(bench.mqttPort);
      const seen: string[] = [];
      const parser = mqttPacket.parser().on('packet', (packet) => seen.push(packet.cmd));
      socket.on('data', (chunk) => parser.parse(chunk));
      for (let at = 0; at < packets.length; at += step) socket.write(packets.subarray(at, at + step));
      // Answers of one connection may overtake each other; all four must come.
      const answers = ['connack', 'suback', 'puback', 'pingresp'];
      await eventually('every answer', () => answers.every((answer) => seen.includes(answer)));
      socket.destroy();
      await once(socket, 'close');
    }
  });
});

describe('the packet scanner', () => {
  it('counts packets the same wherever the stream is cut', () => {
    const stream = Buffer.concat([
      mqttPacket.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: 'a',
        clean: true,
        keepalive: 1,
      }),
      mqttPacket.generate({ cmd: 'pingreq' }),
      mqttPacket.generate({
        cmd: 'publish',
        topic: 't',
        payload: 'z'.repeat(300),
        qos: 0,
        dup: false,
        retain: false,
      }),
      mqttPacket.generate({ cmd: 'disconnect' }),
    ]);
    for (let cut = 1; cut < stream.length; cut++) {
      const scanner = createPacketScanner();
      for (const part of [stream.subarray(0, cut), stream.subarray(cut)]) {
        expect(scanner.scan(part, packetLimitBytes, false)).toBe(part.length);
      }
      expect(scanner.packets).toBe(4);
    }
  });
});
