import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { expect, it, onTestFinished } from 'vitest';
import { openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { eventually } from '../../support/eventually.ts';

const name = 'izmir-01';
const topic = 'mask/v1/izmir-01/decision';

/** A broker on TCP, and one machine that speaks MQTT by hand and has subscribed at `qos`. */
async function bench(qos: 0 | 1) {
  const faults: string[] = [];
  const broker = await createBroker(openAccess, {
    onMessage() {},
    onConnected() {},
    onSubscribed() {},
    onDisconnected() {},
    onFault: ({ reason }) => faults.push(reason),
  });
  const server = createServer((socket) => broker.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(async () => {
    socket.destroy();
    await broker.close();
    server.close();
  });
  const seen: Packet[] = [];
  const parser = mqttPacket.parser().on('packet', (packet) => seen.push(packet));
  socket.on('data', (chunk) => parser.parse(chunk));
  socket.on('error', () => {});
  const send = (packet: object) => socket.write(mqttPacket.generate(packet as Packet));
  send({ ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4 }, clientId: name, clean: true });
  send({ cmd: 'subscribe', messageId: 7, subscriptions: [{ topic, qos }] });
  await eventually('the subscription', () => seen.some(({ cmd }) => cmd === 'suback'));
  const told = () => seen.filter((packet) => packet.cmd === 'publish');
  return { broker, socket, told, faults };
}

it('every message has a packet identifier of its own, also past the highest one, and they come in order', async () => {
  const { broker, told } = await bench(1);
  const count = 70_000;
  for (let n = 0; n < count; ) {
    // As much as a socket takes at once: who lags behind is cut off.
    for (const end = n + 1_000; n < end; n++) expect(broker.sendTo(name, topic, String(n))).toBe(true);
    await eventually('all of them', () => told().length === n);
  }
  expect(told().map(({ payload }) => String(payload))).toEqual(
    Array.from({ length: count }, (_, n) => String(n)),
  );
  const ids = told().map(({ messageId }) => Number(messageId));
  expect(ids.every((id, at) => at === 0 || id === ((ids[at - 1] as number) % 65_535) + 1)).toBe(true);
});

it('who subscribed at QoS 0 is sent QoS 0', async () => {
  const { broker, told } = await bench(0);
  expect(broker.sendTo(name, topic, 'once')).toBe(true);
  await eventually('the message', () => told().length === 1);
  expect(told()[0]).toMatchObject({ qos: 0, payload: Buffer.from('once') });
});

it('who is not there, or has not subscribed, is told nothing', async () => {
  const { broker, told } = await bench(1);
  expect(broker.sendTo('izmir-02', topic, 'x')).toBe(false);
  expect(broker.sendTo(name, 'mask/v1/izmir-01/command', 'x')).toBe(false);
  expect(told()).toEqual([]);
});

it('a machine that takes nothing in any more is cut off, and what waits for it is bounded by that', async () => {
  const { broker, socket, faults } = await bench(1);
  socket.pause();
  const payload = 'x'.repeat(32_768);
  // More than the two sockets' buffers take.
  for (let n = 0; n < 1_000; n++) broker.sendTo(name, topic, payload);
  await eventually('the cut', () => broker.connected === 0);
  expect(faults).toContain('drain');
  expect(broker.sendTo(name, topic, payload)).toBe(false);
});
