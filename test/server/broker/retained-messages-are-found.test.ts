import mqtt from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { listenMqtt } from '../../../server/broker/listener.ts';

const quiet = { onMessage() {}, onConnected() {}, onSubscribed() {}, onDisconnected() {}, onFault() {} };

/** A broker that keeps `a/1` in its second form and `b/2`, and kept `a/gone` once. */
async function bench() {
  const broker = await createBroker(openAccess, quiet);
  const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listener.close();
    await broker.close();
  });
  const talker = await mqtt.connectAsync(`mqtt://127.0.0.1:${listener.address.port}`, { clientId: 'talker' });
  const keep = { qos: 1, retain: true } as const;
  await talker.publishAsync('a/1', 'old', keep);
  await talker.publishAsync('a/1', 'new', keep);
  await talker.publishAsync('a/gone', 'old', keep);
  await talker.publishAsync('a/gone', '', keep);
  await broker.publish('b/2', 'from the server', { retain: true });

  return async (filters: readonly string[]) => {
    const url = `mqtt://127.0.0.1:${listener.address.port}`;
    const client = await mqtt.connectAsync(url, { clientId: `listener-${filters.join()}` });
    const heard: string[] = [];
    client.on('message', (topic, payload, { retain }) => heard.push(`${topic} ${payload} ${retain}`));
    await client.subscribeAsync([...filters, 'end'], { qos: 1 });
    // What is kept was on its way before.
    await talker.publishAsync('end', '.', { qos: 1 });
    await expect.poll(() => heard.at(-1)).toMatch(/^end /);
    await client.endAsync();
    return heard.slice(0, -1).sort();
  };
}

it('by their names, the newest alone, and not what was taken away', async () => {
  const heardOn = await bench();
  expect(await heardOn(['a/1', 'a/gone', 'b/2', 'c/never'])).toEqual([
    'a/1 new true',
    'b/2 from the server true',
  ]);
});

it('by patterns too', async () => {
  const heardOn = await bench();
  expect(await heardOn(['a/+'])).toEqual(['a/1 new true']);
  expect(await heardOn(['#'])).toEqual(['a/1 new true', 'b/2 from the server true']);
});
