import mqtt from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { listenMqtt } from '../../../server/broker/listener.ts';
import { inboxOf } from '../../support/server-bench.ts';

const quiet = { onMessage() {}, onConnected() {}, onSubscribed() {}, onDisconnected() {}, onFault() {} };

describe('the broker alone, with an open rule', () => {
  it('carries messages between any clients and keeps retained ones', async () => {
    const broker = await createBroker(openAccess, quiet);
    const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      await listener.close();
      await broker.close();
    });
    const url = `mqtt://127.0.0.1:${listener.address.port}`;
    const talker = await mqtt.connectAsync(url, { clientId: 'talker' });
    await talker.publishAsync('news/today', '{"n":1}', { qos: 1, retain: true });
    const listening = await mqtt.connectAsync(url, { clientId: 'listener' });
    const inbox = inboxOf(listening);
    await listening.subscribeAsync('news/#', { qos: 1 });
    expect(await inbox.next('/today')).toEqual({ n: 1 });
    await talker.publishAsync('news/later', '{"n":2}', { qos: 1 });
    expect(await inbox.next('/later')).toEqual({ n: 2 });
    await Promise.all([talker.endAsync(), listening.endAsync()]);
  });

  it('says which address is taken', async () => {
    const broker = await createBroker(openAccess, quiet);
    const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      await listener.close();
      await broker.close();
    });
    const { port } = listener.address;
    await expect(listenMqtt(broker, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`--mqtt 127.0.0.1:${port}`),
    });
  });
});
