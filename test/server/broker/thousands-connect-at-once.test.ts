import mqtt from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { listenMqtt } from '../../../server/broker/listener.ts';

const quiet = { onMessage() {}, onConnected() {}, onSubscribed() {}, onDisconnected() {}, onFault() {} };

/** What is under way to a subscriber, more than the library lets through at once by itself. */
const underWay = 300;
/** Clients whose coming the library announces behind that, all in one turn. */
const coming = 30_000;

it('thousands who come while messages are under way to others are no danger to the broker', async () => {
  const broker = await createBroker(openAccess, quiet);
  const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listener.close();
    await broker.close();
  });
  const url = `mqtt://127.0.0.1:${listener.address.port}`;
  const client = await mqtt.connectAsync(url, { clientId: 'listener' });
  const heard: string[] = [];
  client.on('message', (_, payload) => heard.push(payload.toString()));
  await client.subscribeAsync('news', { qos: 1 });

  const sent = Array.from({ length: underWay }, (_, n) =>
    broker.publish('news', String(n), { retain: false }),
  );
  // As the library itself announces each client that connects.
  const announced = Array.from({ length: coming }, (_, n) =>
    broker.publish('$SYS/this/new/clients', `machine-${n}`, { retain: false }),
  );
  await Promise.all([...sent, ...announced]);
  await client.publishAsync('news', 'last', { qos: 1 });
  await expect.poll(() => heard.at(-1)).toBe('last');
  expect(heard).toEqual([...Array.from({ length: underWay }, (_, n) => String(n)), 'last']);
  await client.endAsync();
});
