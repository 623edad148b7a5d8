import { expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { publishPacket, topicField } from '../../bench/load/packets.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const machines = 20;
/** From the first question to the last. */
const withinMs = 1;

it('one card at twenty machines within a millisecond is granted once, and refused nineteen times with a date', async () => {
  const bench = await serverBench();
  const ids = Array.from({ length: machines }, (_, at) => `izmir-${String(at + 1).padStart(2, '0')}`);
  const clients = await Promise.all(ids.map((id) => machineClient(bench.mqttPort, id, bench.enrol(id))));
  // A busy computer may take longer than that to say it twenty times: then all ask again, with another card each time.
  const others = Array.from({ length: 20 }, (_, at) => `04A1B2C3D4E5${(at + 16).toString(16)}`);
  const apart = await eventually('twenty questions within a millisecond', async () => {
    const id = others.shift();
    if (id === undefined) throw new Error('every card was asked for, and never fast enough');
    const questions = clients.map((client) =>
      client.question({ cards: [{ scheme: 'uid', id, entry: 'tap' }] }),
    );
    const packets = clients.map((client, at) => publishOf(client.id, JSON.stringify(questions[at])));
    const began = performance.now();
    for (const [at, { client }] of clients.entries()) client.stream.write(packets[at]);
    const tookMs = performance.now() - began;
    const decisions = await Promise.all(
      clients.map((client, at) => client.decisionOf(questions[at]?.txn ?? '')),
    );
    expect(decisions.filter(({ verdict }) => verdict === 'grant')).toHaveLength(1);
    for (const decision of decisions.filter(({ verdict }) => verdict === 'refuse'))
      expect(decision).toMatchObject({ reason: 'quota', nextAt: expect.any(String) });
    return tookMs < withinMs ? tookMs : undefined;
  });
  expect(apart).toBeLessThan(withinMs);
  const [held] = bench.rows<{ most: number }>(
    'SELECT MAX(n) AS most FROM (SELECT SUM(pieces) AS n FROM usage GROUP BY card)',
  );
  expect(held?.most).toBe(defaultPolicy.rules[0]?.limit);
});

/** A PUBLISH at QoS 1, ready made: twenty of them are written faster than they are put together. */
function publishOf(id: string, text: string): Buffer {
  return publishPacket(topicField(topicOf(id, 'authorize')), 1, text);
}
