import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const rounds = 60;

/** How a connection ends: in peace, cut, or by the next one of the same machine that takes its place. */
const ends = ['goodbye', 'cut', 'taken'] as const;

it('a machine that comes and goes sixty times is booked once for each vend, and the page knows whether it is there', async () => {
  const bench = await serverBench();
  const token = bench.enrol('izmir-01');
  const other = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const online = () =>
    bench.rows<{ online: number }>("SELECT * FROM machine_reports WHERE machine = 'izmir-01'");
  const journal = machineJournal();
  let machine = await machineClient(bench.mqttPort, 'izmir-01', token);
  for (let round = 0; round < rounds; round++) {
    await machine.publish('presence', machine.birth());
    journal.vend();
    // From the beginning each time: it went before it could hear how far the server had come.
    await machine.publish('journal', journal.message(journal.entries.slice(-20)));
    const end = ends[round % ends.length];
    if (end === 'goodbye') await machine.client.endAsync();
    else if (end === 'cut') machine.client.stream.destroy();
    machine = await machineClient(bench.mqttPort, 'izmir-01', token);
  }
  await machine.publish('presence', machine.birth());
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(journal.epoch, 2 * rounds);
  expect(bench.rows('SELECT DISTINCT txn FROM vends')).toHaveLength(rounds);
  expect(bench.rows('SELECT * FROM vends')).toHaveLength(rounds);
  await eventually('it is there', () => online()[0]?.online === 1);
  expect(bench.rows("SELECT * FROM alarms WHERE kind <> 'vend-without-card'")).toEqual([]);

  const question = other.question();
  await other.publish('authorize', question);
  expect(await other.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });
  await machine.client.endAsync();
  await eventually('it has gone', () => online()[0]?.online === 0);
});
