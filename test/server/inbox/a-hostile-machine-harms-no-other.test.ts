import { expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

it('a flood of questions from one machine keeps no other waiting', async () => {
  const bench = await serverBench();
  const flooding = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const other = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const topic = topicOf('izmir-01', 'authorize');
  for (let n = 0; n < 3_000; n++)
    flooding.client.publish(topic, JSON.stringify(flooding.question()), { qos: 0 });

  const waits: number[] = [];
  for (let n = 0; n < 10; n++) {
    const question = other.question({ cards: [{ scheme: 'uid', id: `04${n}2A3B4C5D6E8`, entry: 'tap' }] });
    const startedMs = performance.now();
    await other.publish('authorize', question);
    await other.decisionOf(question.txn);
    waits.push(performance.now() - startedMs);
  }
  expect(Math.max(...waits)).toBeLessThan(3_000);
  await eventually('the flood went by', async () => {
    const answered = await bench.metric('maskfleet_decisions_total');
    const shed = await bench.metric('maskfleet_shed_total');
    return answered + shed >= 3_010;
  });
  expect(await bench.metric('maskfleet_shed_total{queue="authorize"')).toBeGreaterThan(0);
});

it('a flood of journal messages is shed, and the machine’s own journal still goes through', async () => {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const journal = machineJournal();
  const message = JSON.stringify(journal.message(journal.vend()));
  for (let n = 0; n < 500; n++) machine.client.publish(topicOf('izmir-01', 'journal'), message, { qos: 0 });
  await machine.acked(journal.epoch, 2);
  await eventually('the flood went by', async () => {
    await machine.publish('journal', journal.message(journal.entries));
    return (await bench.metric('maskfleet_shed_total{queue="journal"')) > 0;
  });
  expect(bench.rows('SELECT * FROM vends')).toHaveLength(1);
});

it('messages that nest without end are left out, and cost the ledger nothing', async () => {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const journal = machineJournal();
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const nested = (message: object) => `${JSON.stringify(message).slice(0, -1)},"note":${deep}}`;
  for (let n = 0; n < 10; n++) {
    await machine.publish('journal', nested(journal.message([])));
    await machine.publish('state', nested({}));
  }
  await eventually(
    'all were counted',
    async () => (await bench.metric('maskfleet_invalid_messages_total')) === 20,
  );
  expect(await bench.metric('maskfleet_ledger_calls_waiting')).toBe(0);
  // Brackets within a text are no nesting.
  await machine.publish('journal', {
    ...journal.message(journal.write({ type: 'mark' })),
    note: '['.repeat(99),
  });
  await machine.acked(journal.epoch, 1);
});

it('product names that a machine made up are no labels of the metrics', async () => {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const journal = machineJournal();
  for (let n = 0; n < 20; n++) journal.vend(undefined, `made-up-${n}`);
  journal.vend();
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(journal.epoch, 42);
  expect(await bench.metric('maskfleet_masks_total{product="other"')).toBe(20);
  expect(await bench.metric('maskfleet_masks_total{product="adult"')).toBe(5);
  expect(await bench.metric('maskfleet_masks_total{product="made')).toBe(0);
});
