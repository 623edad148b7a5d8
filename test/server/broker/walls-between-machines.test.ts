import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { createMachineStore } from '../../../server/fleet/machine-store.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { eventually } from '../../support/eventually.ts';
import { closing, connecting, inboxOf, serverBench, will } from '../../support/server-bench.ts';

const session = randomUUID();

describe('a CONNECT', () => {
  it.each([
    ['an unknown machine', 'izmir-99', {}, 4],
    ['a wrong token', 'izmir-01', { password: 'wrong' }, 4],
    ['no token', 'izmir-01', { username: 'izmir-01', password: undefined as unknown as string }, 4],
    ['another user name', 'izmir-01', { username: 'izmir-02' }, 4],
    ['a client id that is no machine id', 'Izmir 01', {}, 2],
    ['a session that is not clean', 'izmir-01', { clean: false }, 2],
    ['no will', 'izmir-01', { will: undefined as never }, 5],
    ['a will without a session', 'izmir-01', { will: will('izmir-01', { online: false }) }, 5],
    ['a will that says online', 'izmir-01', { will: will('izmir-01', { online: true, session }) }, 5],
    ['a will at QoS 2', 'izmir-01', { will: { ...will('izmir-01', { online: false, session }), qos: 2 } }, 5],
    [
      'a will on another machine',
      'izmir-01',
      { will: will('izmir-01', { online: false, session }, topicOf('izmir-02', 'presence')) },
      5,
    ],
    [
      'a will elsewhere in its own subtree',
      'izmir-01',
      { will: will('izmir-01', { online: false, session }, topicOf('izmir-01', 'state')) },
      5,
    ],
  ] as const)('with %s is refused', async (_, id, extra, code) => {
    const bench = await serverBench();
    const token = bench.enrol('izmir-01');
    expect(await connecting(bench.client(id, token, { ...extra }))).toBe(code);
  });

  it('with the right token is accepted, and refused after the machine was revoked', async () => {
    const bench = await serverBench();
    const token = bench.enrol('izmir-01');
    const client = bench.client('izmir-01', token);
    expect(await connecting(client)).toBe('accepted');
    await client.endAsync();
    const db = openDatabase(bench.dataDir, undefined);
    createMachineStore(db).revoke('izmir-01', Date.now());
    db.close();
    expect(await connecting(bench.client('izmir-01', token))).toBe(4);
  });
});

describe('a machine', () => {
  it.each([
    ['#'],
    ['mask/v1/+/decision'],
    ['mask/v1/izmir-01/#'],
    ['mask/v1/izmir-02/decision'],
    ['mask/v1/izmir-01/journal'],
    ['$SYS/#'],
    ['mask/v1/izmir-01/desired/x'],
  ])('that subscribes to %s is answered 0x80 and stays connected', async (filter) => {
    const bench = await serverBench();
    const client = bench.client('izmir-01', bench.enrol('izmir-01'));
    await connecting(client);
    const granted = await client.subscribeAsync(filter, { qos: 1 }).catch((error) => error);
    expect(JSON.stringify(granted)).toMatch(/128|Unspecified error/);
    expect(client.connected).toBe(true);
    await client.subscribeAsync(topicOf('izmir-01', 'decision'), { qos: 1 });
  });

  it('that subscribes at QoS 2 is answered 0x80', async () => {
    const bench = await serverBench();
    const client = bench.client('izmir-01', bench.enrol('izmir-01'));
    await connecting(client);
    const granted = await client
      .subscribeAsync(topicOf('izmir-01', 'decision'), { qos: 2 })
      .catch((error) => error);
    expect(JSON.stringify(granted)).toMatch(/128|Unspecified error/);
  });

  it.each([
    ['another machine’s state', topicOf('izmir-02', 'state'), 1, true],
    ['a decision', topicOf('izmir-01', 'decision'), 1, false],
    ['$SYS', '$SYS/broker/x', 0, false],
    ['a topic outside the tree', 'hello', 0, false],
    ['its own topic at QoS 2', topicOf('izmir-01', 'state'), 2, true],
    ['a retained authorize', topicOf('izmir-01', 'authorize'), 1, true],
  ] as const)('that publishes %s is cut off', async (_, topic, qos, retain) => {
    const bench = await serverBench();
    const client = bench.client('izmir-01', bench.enrol('izmir-01'));
    await connecting(client);
    const closed = closing(client);
    client.publish(topic, '{}', { qos, retain });
    await closed;
    expect(await bench.metric('maskfleet_broker_refused_total{step="publish"')).toBe(1);
  });

  it('is sent what the centre wants of it at each connect, and again when it changed nothing', async () => {
    const bench = await serverBench();
    const token = bench.enrol('izmir-01');
    for (let round = 0; round < 2; round++) {
      const client = bench.client('izmir-01', token);
      const inbox = inboxOf(client);
      await connecting(client);
      await client.subscribeAsync(topicOf('izmir-01', 'desired'), { qos: 1 });
      expect(await inbox.next('/desired')).toMatchObject({
        version: 1,
        slots: [{ slot: 0, product: 'adult', capacity: 200 }],
      });
      await client.endAsync();
    }
  });

  it('that is revoked while connected is cut off', async () => {
    const bench = await serverBench();
    const client = bench.client('izmir-01', bench.enrol('izmir-01'));
    await connecting(client);
    const closed = closing(client);
    const db = openDatabase(bench.dataDir, undefined);
    expect(createMachineStore(db).revoke('izmir-01', Date.now())).toBe(true);
    db.close();
    await closed;
  });

  it('that connects anew is not set offline by the will of its former connection', async () => {
    const bench = await serverBench();
    const token = bench.enrol('izmir-01');
    const online = () => reportOf(bench.dataDir);
    const announce = async (name: string) => {
      const client = bench.client('izmir-01', token, {
        will: will('izmir-01', { online: false, session: name }),
      });
      await connecting(client);
      const birth = { online: true, session: name, at: new Date().toISOString(), bridge: 'test', boot: 1 };
      await client.publishAsync(topicOf('izmir-01', 'presence'), JSON.stringify(birth), {
        qos: 1,
        retain: true,
      });
      return client;
    };
    const [one, two] = [randomUUID(), randomUUID()];
    await announce(one);
    await eventually('the first session online', () => online().session === one);
    const second = await announce(two);
    await eventually('the second session online', () => {
      const report = online();
      return report.session === two && report.online === 1;
    });
    second.stream.destroy();
    await eventually('offline by the will', () => online().online === 0);
  });
});

function reportOf(dataDir: string): { online: number; session: string } {
  const db = openDatabase(dataDir, undefined);
  const row = db.prepare('SELECT online, session FROM machine_reports').get();
  db.close();
  return (row as { online: number; session: string } | undefined) ?? { online: -1, session: '' };
}
