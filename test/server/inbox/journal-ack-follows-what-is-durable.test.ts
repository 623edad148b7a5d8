import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { connecting, inboxOf, serverBench } from '../../support/server-bench.ts';

describe('journal/ack', () => {
  it('names what is in the ledger, and a repeat books nothing twice', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const journal = machineJournal();
    for (let n = 0; n < 5; n++) journal.vend();
    for (const part of [journal.entries.slice(0, 4), journal.entries, journal.entries.slice(2)]) {
      await machine.publish('journal', journal.message(part));
    }
    await machine.acked(journal.epoch, 10);
    await eventually('three acks', () => machine.messages.filter(isAck).length === 3);
    expect(machine.messages.filter(isAck).map(({ value }) => value.seq)).toEqual([4, 10, 10]);
    expect(bench.rows('SELECT * FROM vends')).toHaveLength(5);
  });

  it('is not sent at a subscription of a machine that never sent a journal', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    await machine.next('/desired');
    const question = machine.question();
    await machine.publish('authorize', question);
    await machine.decisionOf(question.txn);
    expect(machine.messages.filter(isAck)).toEqual([]);
  });

  it('is sent at each subscription, for the newest epoch and then the one before, behind what the former connection had sent', async () => {
    const bench = await serverBench();
    const token = bench.enrol('izmir-01');
    const [older, newer] = [machineJournal(), machineJournal()];
    const first = await machineClient(bench.mqttPort, 'izmir-01', token);
    await first.publish('journal', older.message(older.vend()));
    await first.acked(older.epoch, 2);
    for (let n = 0; n < 50; n++) newer.vend();
    // One write for all: the connection is gone before the ledger is through with them.
    for (let at = 0; at < 100; at += 10) {
      const part = newer.message(newer.entries.slice(at, at + 10));
      first.client.publish(topicOf('izmir-01', 'journal'), JSON.stringify(part), { qos: 0 });
    }
    await first.client.endAsync();
    const second = bench.client('izmir-01', token);
    const inbox = inboxOf(second);
    await connecting(second);
    await second.subscribeAsync(topicOf('izmir-01', 'journal/ack'), { qos: 1 });
    await inbox.next('/journal/ack', ({ epoch }) => epoch === older.epoch);
    const acks = inbox.messages.filter(isAck).map(({ value }) => value);
    expect(acks.pop()).toEqual({ epoch: older.epoch, seq: 2 });
    expect(acks.every(({ epoch }) => epoch === newer.epoch)).toBe(true);
    expect(acks.at(-1)).toMatchObject({ seq: 100 });
    expect(acks.map(({ seq }) => seq)).toEqual(acks.map(({ seq }) => Number(seq)).sort((x, y) => x - y));
    expect(bench.rows('SELECT * FROM vends')).toHaveLength(51);
  });

  it('never comes for a message that is not of the contract, and nothing of it is applied', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const journal = machineJournal();
    journal.vend();
    const wrong = [
      { epoch: 'one' },
      { entries: [{ type: 'mark' }] },
      { entries: [{ seq: 0, type: 'mark' }] },
      { oldest: undefined },
      { entries: Array.from({ length: 101 }, (_, at) => ({ seq: at + 1 })) },
    ];
    for (const [at, fields] of wrong.entries()) {
      await machine.publish('journal', { ...journal.message(journal.entries), ...fields });
      await eventually(
        `${JSON.stringify(fields).slice(0, 60)} was counted`,
        async () => (await bench.metric('maskfleet_invalid_messages_total')) === at + 1,
      );
    }
    expect(bench.rows('SELECT * FROM entries')).toEqual([]);
    await machine.publish('journal', journal.message(journal.entries));
    await machine.acked(journal.epoch, 2);
    expect(machine.messages.filter(isAck)).toHaveLength(1);
  });

  it('never comes again for a machine in quarantine, which is refused every grant', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const journal = machineJournal();
    await machine.publish('journal', journal.message(journal.write({ type: 'line', up: true })));
    await machine.acked(journal.epoch, 1);
    const clone = machineJournal(journal.epoch);
    await machine.publish(
      'journal',
      clone.message(clone.write({ type: 'line', up: false }, { type: 'mark' })),
    );
    await eventually(
      'the alarm',
      () => bench.rows("SELECT * FROM alarms WHERE kind = 'quarantined'").length === 1,
    );
    const question = machine.question({ txn: randomUUID() });
    await machine.publish('authorize', question);
    expect(await machine.decisionOf(question.txn)).toMatchObject({
      verdict: 'refuse',
      reason: 'machine-locked',
    });
    expect(machine.messages.filter(isAck)).toHaveLength(1);
  });
});

const isAck = ({ topic }: { topic: string }) => topic.endsWith('/journal/ack');
