import { once } from 'node:events';
import { connect } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { topicOf, type UpTopic } from '../../protocol/mqtt/topics.ts';
import { mqttSamples } from '../support/mqtt-samples.ts';
import { createMutator, fuzzSeed, fuzzTimeoutMs, inputCount } from './inputs.ts';
import { servedCity, token } from './served.ts';

const ids = Array.from({ length: 8 }, (_, n) => `fuzz-0${n}`);
const session = '01725c6a-9d40-4c3e-8a11-5e0f2b7d9c01';
/** A number that stands in the samples, and must not come out anywhere. */
const cardNumber = '10000000146';
/** Inputs that a machine sends on one connection. */
const perConnection = 10;
/** Connections at once that never get past their CONNECT. */
const strangers = 32;
const mostGrowthBytes = 64 * 2 ** 20;

const packet = (fields: object) => mqttPacket.generate(fields as Packet);

function connectOf(id: string, fields: object = {}): Buffer {
  const payload = Buffer.from(JSON.stringify({ online: false, session }));
  return packet({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60 },
    ...{ clientId: id, username: id, password: Buffer.from(token) },
    will: { topic: topicOf(id, 'presence'), payload, qos: 1, retain: true },
    ...fields,
  });
}

const strangersWords = [
  connectOf('fuzz-00'),
  connectOf('fuzz-00', { password: Buffer.from('wrong') }),
  connectOf('nobody', { will: undefined }),
  connectOf('fuzz-01', { clean: false }),
  connectOf('fuzz-01', { protocolVersion: 5 }),
  connectOf('fuzz-02', { protocolId: 'MQIsdp', protocolVersion: 3 }),
  Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
  Buffer.from('16030100c8010000c40303', 'hex'),
];

const upTopics: Readonly<Record<string, UpTopic>> = {
  'presence, online': 'presence',
  state: 'state',
  authorize: 'authorize',
  journal: 'journal',
  'command/result': 'command/result',
};

/** What one machine may say, and what it may not. */
function machinesWords(id: string): Buffer[] {
  const publishes = mqttSamples.flatMap(({ name, value }) => {
    const entry = name.startsWith('journal entry');
    const topic = entry ? 'journal' : upTopics[name];
    if (topic === undefined) return [];
    const message = entry
      ? { epoch: session, oldest: 1, sent: { at: value.at, boot: 3, uptimeMs: 9_999 }, entries: [value] }
      : value;
    const fields = {
      cmd: 'publish',
      dup: false,
      retain: false,
      topic: topicOf(id, topic),
      payload: JSON.stringify(message),
    };
    return [0, 1, 2].map((qos) => packet({ ...fields, qos, messageId: 7 }));
  });
  const others = [
    { cmd: 'subscribe', messageId: 8, subscriptions: [{ topic: topicOf(id, 'decision'), qos: 1 }] },
    {
      cmd: 'subscribe',
      messageId: 9,
      subscriptions: [
        { topic: '#', qos: 2 },
        { topic: topicOf('honest-01', 'decision'), qos: 1 },
      ],
    },
    { cmd: 'unsubscribe', messageId: 10, unsubscriptions: [topicOf(id, 'decision')] },
    ...['puback', 'pubrec', 'pubrel', 'pubcomp'].map((cmd) => ({ cmd, messageId: 11 })),
    ...[{ cmd: 'pingreq' }, { cmd: 'disconnect' }],
    { cmd: 'publish', qos: 1, messageId: 12, topic: topicOf('honest-01', 'journal'), payload: '{}' },
  ].map(packet);
  return [...publishes, ...others, connectOf(id)];
}

/** Says it all on a connection of its own, and waits until the server is done with that. */
async function say(port: number, bytes: Buffer): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  socket.resume();
  socket.end(bytes);
  await once(socket, 'close');
}

it(`${inputCount} broken and hostile MQTT inputs, before and after CONNECT, cost nobody an answer and the server no memory`, {
  timeout: fuzzTimeoutMs,
}, async () => {
  const { server, residentBytes, end } = await servedCity(ids);
  const half = Math.ceil(inputCount / 2);
  const stranger = createMutator(strangersWords, fuzzSeed);
  let strangersLeft = half;
  const beStrange = async () => {
    while (strangersLeft-- > 0) await say(server.mqttPort, stranger.next());
  };
  const machines = ids.map((id, at) => {
    const mutator = createMutator(machinesWords(id), fuzzSeed * 100 + at);
    return async (inputs: number) => {
      for (let said = 0; said < inputs; said += perConnection) {
        const words = Array.from({ length: perConnection }, () => mutator.next());
        await say(server.mqttPort, Buffer.concat([connectOf(id), ...words]));
      }
    };
  });
  // What a server needs once, it has after some of everything.
  await Promise.all(machines.map((run) => run(100)));
  const before = residentBytes();
  await Promise.all([
    ...Array.from({ length: strangers }, beStrange),
    ...machines.map((run) => run(half / ids.length)),
  ]);
  const grown = residentBytes() - before;
  const { vends, booked, inTime } = await end();
  expect({ booked, inTime }).toEqual({ booked: vends, inTime: true });
  expect(vends).toBeGreaterThan(10);
  expect(grown).toBeLessThan(mostGrowthBytes);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const said = server.out() + server.err();
  expect(said.includes(cardNumber)).toBe(false);
  expect(server.lines().filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
