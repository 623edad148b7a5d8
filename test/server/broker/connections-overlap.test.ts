import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { expect, it, onTestFinished } from 'vitest';
import { openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { duplexPair } from '../../support/duplex-pair.ts';
import { eventually } from '../../support/eventually.ts';

/** A client that speaks MQTT by hand over a line in memory, so that a test has every step in its hand. */
function handClient(near: Duplex) {
  const seen: Packet[] = [];
  const parser = mqttPacket.parser().on('packet', (packet) => seen.push(packet));
  near.on('data', (chunk) => parser.parse(chunk));
  near.on('error', () => {});
  const send = (packet: object) => near.write(mqttPacket.generate(packet as Packet));
  const got = (cmd: string) => eventually(cmd, () => seen.find((packet) => packet.cmd === cmd));
  return {
    near,
    seen,
    got,
    payloads: () => seen.flatMap((one) => (one.cmd === 'publish' ? [String(one.payload)] : [])),
    connect: () =>
      send({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: 'izmir-01',
        clean: true,
        keepalive: 30,
      }),
    async subscribe(...topics: string[]) {
      const subscriptions = topics.map((topic) => ({ topic, qos: 1 }));
      send({ cmd: 'subscribe', messageId: 7, subscriptions });
      await got('suback');
    },
  };
}

async function bench() {
  const events: string[] = [];
  const broker = await createBroker(openAccess, {
    onMessage() {},
    onConnected: () => events.push('connected'),
    onSubscribed() {},
    onDisconnected: () => events.push('disconnected'),
    onFault() {},
  });
  onTestFinished(() => broker.close());
  const open = () => {
    const [near, far] = duplexPair();
    broker.handle(far);
    return handClient(near);
  };
  return { broker, events, open };
}

it('a client that comes back while its former connection is still going down is reachable', async () => {
  // Each moment of the former one's end may meet the new one's beginning: all of them are tried.
  for (let turns = 0; turns < 12; turns++) {
    const { broker, events, open } = await bench();
    const former = open();
    former.connect();
    await former.got('connack');
    await former.subscribe('a', 'b', 'c');
    const next = open();
    next.connect();
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    former.near.destroy();
    await next.got('connack');
    await next.subscribe('news');
    await eventually(
      'the former one is gone',
      () => events.filter((one) => one === 'disconnected').length === 1,
    );
    expect(events.filter((one) => one === 'connected')).toHaveLength(2);
    expect(broker.connected).toBe(1);
    expect(broker.sendTo('izmir-01', 'news', `hello ${turns}`)).toBe(true);
    await eventually('the message', () => next.payloads().includes(`hello ${turns}`));
    next.near.destroy();
    await eventually('nobody left', () => broker.connected === 0);
    expect(broker.sendTo('izmir-01', 'news', 'too late')).toBe(false);
  }
});

it('of several connections under one name one alone stays, and is reachable', async () => {
  const { broker, events, open } = await bench();
  const clients = Array.from({ length: 6 }, open);
  for (const client of clients) {
    client.connect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const left = () => clients.filter((client) => !client.near.readableEnded);
  await eventually('one left', () => left().length === 1);
  const [stayed] = left();
  await stayed?.got('connack');
  await stayed?.subscribe('news');
  expect(broker.connected).toBe(1);
  expect(events).toEqual(comingAndGoing(events.length));
  expect(broker.sendTo('izmir-01', 'news', 'hello')).toBe(true);
  await eventually('the message', () => stayed?.payloads().includes('hello'));
});

/** Coming and going in turn, ending with a client that is there. */
function comingAndGoing(count: number): string[] {
  return Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 'connected' : 'disconnected'));
}

it('what is published and what is sent straight to a client never displace each other', async () => {
  const { broker, open } = await bench();
  const client = open();
  client.connect();
  await client.got('connack');
  await client.subscribe('desired', 'decision');
  const sent: string[] = [];
  for (let round = 0; round < 20; round++) {
    const [published, direct] = [randomUUID(), randomUUID()];
    const publishing = broker.publish('desired', published, { retain: true });
    expect(broker.sendTo('izmir-01', 'decision', direct)).toBe(true);
    await publishing;
    sent.push(published, direct);
  }
  await eventually('all of it', () => client.payloads().length >= sent.length, 2_000).catch(() => {});
  expect(client.payloads().sort()).toEqual(sent.sort());
});
