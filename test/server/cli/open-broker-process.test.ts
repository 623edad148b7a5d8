import mqtt from 'mqtt';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { inboxOf } from '../../support/server-bench.ts';
import { linesOf, startServerCommand } from '../../support/server-process.ts';

it('broker --open carries messages between any clients, and ends when it is asked to', async () => {
  const broker = startServerCommand(['broker', '--open', '--mqtt', '127.0.0.1:0']);
  const line = await eventually('it listens', () =>
    linesOf(broker.out()).find(({ mqtt: url }) => url !== undefined),
  );
  const [one, other] = [
    await mqtt.connectAsync(String(line.mqtt)),
    await mqtt.connectAsync(String(line.mqtt)),
  ];
  const inbox = inboxOf(other);
  await other.subscribeAsync('a/+', { qos: 2 });
  await one.publishAsync('a/b', '{"n":1}', { qos: 2 });
  expect(await inbox.next('/b')).toEqual({ n: 1 });
  await Promise.all([one.endAsync(), other.endAsync()]);
  expect(await broker.end('SIGTERM')).toBe(0);
});
