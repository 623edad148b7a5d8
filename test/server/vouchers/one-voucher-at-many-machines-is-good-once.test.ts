import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { voucherText } from '../../../server/vouchers/text.ts';
import { publishPacket, topicField } from '../../bench/load/packets.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { scanned } from '../../support/voucher-desk.ts';

const machines = 20;
const vouchers = 10;

it('each of ten vouchers at twenty machines in the same instant is granted once, and refused nineteen times', async () => {
  const bench = await serverBench();
  const ids = Array.from({ length: machines }, (_, at) => `izmir-${String(at + 1).padStart(2, '0')}`);
  const clients = await Promise.all(ids.map((id) => machineClient(bench.mqttPort, id, bench.enrol(id))));
  const order = {
    ...{ id: randomUUID(), name: 'Guests', product: 'adult', items: 1, count: vouchers },
    ...{ validFrom: '2020-01-01T00:00:00.000Z', validUntil: '2100-01-01T00:00:00.000Z' },
  };
  const headers = { 'content-type': 'application/json' };
  const made = await bench.ask('/api/vouchers', { method: 'POST', headers, body: JSON.stringify(order) });
  const { id: batch } = (await made.json()) as { id: string };
  const { voucher } = await loadKeys(bench.dataDir);
  if (voucher === undefined) throw new Error('the server made no key for vouchers');
  for (let serial = 1; serial <= vouchers; serial++) {
    const card = scanned(voucherText(voucher, { batch, serial }));
    const questions = clients.map((client) => client.question({ cards: [card] }));
    // Ready made, so that they are written faster than they are put together.
    const packets = questions.map((question, at) =>
      publishPacket(topicField(topicOf(ids[at] ?? '', 'authorize')), 1, JSON.stringify(question)),
    );
    for (const [at, { client }] of clients.entries()) client.stream.write(packets[at]);
    const decisions = await Promise.all(
      clients.map((client, at) => client.decisionOf(questions[at]?.txn ?? '')),
    );
    expect(decisions.filter(({ verdict }) => verdict === 'grant')).toHaveLength(1);
    for (const decision of decisions.filter(({ verdict }) => verdict === 'refuse'))
      expect(decision).toMatchObject({ reason: 'quota', message: expect.stringContaining('has been used') });
  }
  const [held] = bench.rows<{ cards: number; most: number }>(
    'SELECT COUNT(*) AS cards, MAX(n) AS most FROM (SELECT SUM(pieces) AS n FROM usage GROUP BY card)',
  );
  expect(held).toEqual({ cards: vouchers, most: 5 });
});
