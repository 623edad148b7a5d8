import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openAccess } from '../../../server/broker/access.ts';
import { type BrokerFault, createBroker } from '../../../server/broker/broker.ts';
import { listenMqtt } from '../../../server/broker/listener.ts';
import { hasWildcardsInPlace } from '../../../server/broker/names.ts';

/** What the broker has refused in a test. */
let faults: string[];

beforeEach(() => {
  faults = [];
});

/** A broker to which anybody may say anything, so that only the protocol's own rules refuse. */
async function openPort(): Promise<number> {
  const onFault = ({ step, reason }: BrokerFault) => void faults.push(`${step} ${reason}`);
  const events = { onMessage() {}, onConnected() {}, onSubscribed() {}, onDisconnected() {}, onFault };
  const broker = await createBroker(openAccess, events);
  const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listener.close();
    await broker.close();
  });
  return listener.address.port;
}

/** A text as MQTT sends it: two bytes of length before its bytes, which need not be UTF-8. */
function field(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function packet(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type, body.length]), body]);
}

/** Written out by hand: a library would not send most of these. */
function connectWith(fields: {
  id: string | Buffer;
  clean?: boolean;
  user?: string | Buffer;
  will?: string | Buffer;
}): Buffer {
  const { id, clean = true, user, will } = fields;
  const flags = (clean ? 2 : 0) | (user === undefined ? 0 : 0x80) | (will === undefined ? 0 : 4);
  return packet(
    0x10,
    field('MQTT'),
    Buffer.from([4, flags, 0, 30]),
    ...[id, ...(will === undefined ? [] : [will, 'gone']), ...(user === undefined ? [] : [user])].map(field),
  );
}

/** Sends one packet behind the other; tells what came back until the broker closed. */
async function said(port: number, ...packets: Buffer[]): Promise<string[]> {
  const socket: Socket = connect({ host: '127.0.0.1', port });
  const parser = mqttPacket.parser();
  const came: string[] = [];
  parser.on('packet', ({ cmd, ...rest }) => {
    came.push('returnCode' in rest ? `${cmd} ${rest.returnCode}` : cmd);
  });
  socket.on('data', (chunk) => parser.parse(chunk));
  socket.on('error', () => {});
  socket.write(Buffer.concat(packets));
  await once(socket, 'close');
  return came;
}

const notUtf8 = Buffer.from([0x61, 0xff]);
const surrogate = Buffer.from([0x61, 0xed, 0xa0, 0x80]);
const malformed: [string, string | Buffer][] = [
  ['U+0000', 'a\u0000b'],
  ['a control character', 'a\u0007b'],
  ['bytes that are not UTF-8', notUtf8],
  ['half of a surrogate pair', surrogate],
];

describe('a CONNECT is refused', () => {
  it.each(malformed)('for a client id with %s', async (_, id) => {
    expect(await said(await openPort(), connectWith({ id }))).toEqual(['connack 2']);
    expect(faults).toContain('connect malformed-client-id');
  });

  it('for an empty client id whose session would be kept, and for no other empty one', async () => {
    const port = await openPort();
    expect(await said(port, connectWith({ id: '', clean: false }))).toEqual(['connack 2']);
    const disconnect = packet(0xe0);
    expect(await said(port, connectWith({ id: '' }), disconnect)).toEqual(['connack 0']);
  });

  it.each(malformed)('for a user name with %s', async (_, user) => {
    expect(await said(await openPort(), connectWith({ id: 'a', user }))).toEqual(['connack 4']);
    expect(faults).toContain('connect malformed-user-name');
  });

  it.each([...malformed, ['a wildcard', 'a/#'], ['nothing in it', '']])(
    'for a will on a topic with %s',
    async (_, will) => {
      expect(await said(await openPort(), connectWith({ id: 'a', will }))).toEqual(['connack 5']);
      expect(faults).toContain('connect malformed-will-topic');
    },
  );

  it('for a will on one of the broker’s own topics', async () => {
    expect(await said(await openPort(), connectWith({ id: 'a', will: '$SYS/x' }))).toEqual(['connack 5']);
    expect(faults).toContain('connect reserved-topic');
  });
});

describe('a connection is closed', () => {
  const messageId = Buffer.from([0, 7]);

  it.each(malformed)('for a PUBLISH to a topic with %s', async (_, topic) => {
    const publish = packet(0x32, field(topic), messageId, Buffer.from('x'));
    expect(await said(await openPort(), connectWith({ id: 'a' }), publish)).toEqual(['connack 0']);
    expect(faults).toContain('publish malformed-topic');
  });

  it.each([
    ...malformed,
    ['a # that stands not alone', 'a#'],
    ['a # that is not the last', '#/a'],
    ['a + that stands not alone', 'a+'],
  ])('for a SUBSCRIBE to a filter with %s', async (_, filter) => {
    const subscribe = packet(0x82, messageId, field(filter), Buffer.from([1]));
    expect(await said(await openPort(), connectWith({ id: 'a' }), subscribe)).toEqual(['connack 0']);
    expect(faults.some((fault) => fault === 'subscribe malformed-filter' || fault.startsWith('client'))).toBe(
      true,
    );
  });
});

it('wildcards stand alone between slashes, and # at the end', () => {
  for (const right of ['#', '+', 'a/#', 'a/+/b', '+/+', '/+', 'a//b', '/'])
    expect([right, hasWildcardsInPlace(right)]).toEqual([right, true]);
  for (const wrong of ['a#', '#a', '#/', 'a/#/b', 'a+', '+a', 'a/b+/c', '++', '+#'])
    expect([wrong, hasWildcardsInPlace(wrong)]).toEqual([wrong, false]);
});
