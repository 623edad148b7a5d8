import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

it('a bridge of some later version is served: fields and entries that nobody here knows are kept, and harm nothing', async () => {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const about = {
    online: true,
    session: machine.session,
    at: new Date().toISOString(),
    bridge: '9.0',
    boot: 1,
  };
  await machine.publish('presence', { ...about, features: ['nfc'] });
  await eventually(
    'online',
    () => bench.rows<{ bridge: string }>('SELECT bridge FROM machine_reports')[0]?.bridge === '9.0',
  );

  const question = { ...machine.question(), weather: { rain: true } };
  const [card] = question.cards;
  await machine.publish('authorize', { ...question, cards: [{ ...card, wallet: 'a phone' }] });
  expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });

  const journal = machineJournal(question.epoch);
  const vend = { txn: question.txn, slot: 0, product: 'adult', requested: 1 };
  journal.write(
    { type: 'vend.started', ...vend, vendCounter: 0, authority: 'online', cards: [], lane: 2 },
    { type: 'vend.filmed', ...vend, camera: 'north' },
    { type: 'vend.completed', ...vend, dispensed: 1, fault: 0, vendCounter: 1, speed: { itemMs: 900 } },
    { type: 'mark', cause: 'habit' },
  );
  await machine.publish('journal', { ...journal.message(journal.entries), compressed: false });
  // The entry of a later version is acknowledged with the rest, and waits for who can read it.
  await machine.acked(journal.epoch, 4);
  expect(bench.rows('SELECT seq, reason FROM set_aside')).toEqual([
    { seq: 2, reason: expect.stringContaining('unreadable') },
  ]);
  expect(bench.rows('SELECT kind FROM alarms')).toEqual([{ kind: 'entry-unreadable' }]);
  expect(bench.rows('SELECT items, late FROM vends')).toEqual([{ items: 1, late: 0 }]);
  const entry = bench.rows<{ body: string }>("SELECT body FROM entries WHERE type = 'vend.completed'")[0];
  expect(JSON.parse(entry?.body ?? '')).toMatchObject({ speed: { itemMs: 900 } });

  const state = {
    ...{
      at: new Date().toISOString(),
      serialNo: 'D-1',
      firmware: '9',
      bootCount: 1,
      line: true,
      locked: false,
    },
    ...{ doorOpen: false, faults: [], slots: [], desiredVersion: 1, humidity: 0.4 },
    journal: { epoch: journal.epoch, lastSeq: 4, acked: 4, oldest: 1, fill: 0.9, bytes: 12 },
  };
  await machine.publish('state', state);
  await eventually('the alarm that its state raises', () =>
    bench.rows<{ kind: string }>('SELECT kind FROM alarms').some(({ kind }) => kind === 'journal-filling'),
  );
  expect(await bench.metric('maskfleet_invalid_messages_total')).toBe(0);
});
