import { expect, it } from 'vitest';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { createOperations } from '../../../server/store/operations.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const vends = 400;
const perMessage = 10;

it('a server killed in the middle of a stream of journals loses nothing that it acknowledged', async () => {
  const data = tempFolder();
  const enrolled = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const token = String(linesOf(enrolled.out)[0]?.token);
  const journal = machineJournal();
  for (let n = 0; n < vends; n++) journal.vend();

  let from = 0;
  let kills = 0;
  while (from < journal.entries.length) {
    const server = await startServerProcess(data);
    const machine = await machineClient(server.mqttPort, 'izmir-01', token);
    const acked = () =>
      Math.max(0, ...machine.messages.filter(isAck(journal.epoch)).map(({ value }) => Number(value.seq)));
    if (kills > 0) {
      await eventually('the ack of the subscription', () => acked() > 0);
      // It says at least what was acknowledged before the kill.
      expect(acked()).toBeGreaterThanOrEqual(from);
    }
    const killAt = kills < 3 ? acked() + 160 : journal.entries.length;
    // From some way back: what was booked before is told again too.
    for (let at = Math.max(0, acked() - 30); at < journal.entries.length; at += perMessage) {
      const message = journal.message(journal.entries.slice(at, at + perMessage));
      machine.client.publish(topicOf('izmir-01', 'journal'), JSON.stringify(message), { qos: 1 });
      // A few in flight at once, as on a line with some delay.
      await eventually('room in flight', () => acked() + 60 > at || acked() >= killAt);
      if (acked() >= killAt) break;
    }
    await eventually('enough is acknowledged', () => acked() >= killAt);
    from = acked();
    await server.end('SIGKILL');
    kills++;

    const db = openDatabase(data, undefined);
    const count = (sql: string) => (db.prepare(sql).get() as { n: number }).n;
    expect(count('SELECT MAX(seq) AS n FROM entries')).toBeGreaterThanOrEqual(from);
    const booked = count('SELECT COUNT(*) AS n FROM vends');
    expect(booked).toBe(Math.floor(count('SELECT COUNT(*) AS n FROM entries') / 2));
    const ledger = createOperations(db, await loadKeys(data));
    expect(ledger.outboxCounts().waiting).toBe(booked);
    expect(ledger.masks(0).total).toBe(booked * 5);
    db.close();
  }
  expect(kills).toBe(4);
  const db = openDatabase(data, undefined);
  expect(db.prepare('SELECT COUNT(*) AS n, SUM(items) AS items FROM vends').get()).toEqual({
    n: vends,
    items: vends,
  });
  expect(db.prepare("SELECT COUNT(*) AS n FROM alarms WHERE kind = 'vend-twice'").get()).toEqual({ n: 0 });
  db.close();
});

const isAck =
  (epoch: string) =>
  ({ topic, value }: { topic: string; value: Record<string, unknown> }) =>
    topic.endsWith('/journal/ack') && value.epoch === epoch;
