import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import { closing, serverBench } from '../../support/server-bench.ts';

async function start() {
  const bench = await serverBench();
  return { bench, machine: await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01')) };
}
const card = { scheme: 'tckn', id: '10000000146', entry: 'tap' } as const;

describe('an authorize', () => {
  it('is granted once, and the same question again gets the same decision', async () => {
    const { bench, machine } = await start();
    const question = machine.question();
    await machine.publish('authorize', question);
    const first = await machine.decisionOf(question.txn);
    expect(first).toMatchObject({ verdict: 'grant', qty: 1, charges: [1], validMs: 60_000 });
    await machine.publish('authorize', question);
    await eventually('the second answer', () => machine.messages.filter(isDecision).length === 2);
    const answers = machine.messages.filter(isDecision).map(({ value }) => value);
    expect(answers[1]).toEqual(answers[0]);
    expect(bench.rows('SELECT * FROM usage')).toHaveLength(1);
  });

  it.each([
    ['a qty that is no number', { qty: 'one' }],
    ['a qty that is not whole', { qty: 1.5 }],
    ['a slot out of range', { slot: 16 }],
    ['no cards', { cards: [] }],
    ['six cards', { cards: Array.from({ length: 6 }, (_, at) => ({ ...card, id: `4${at}` })) }],
    ['the same card twice', { cards: [card, { ...card, entry: 'typed' }] }],
    ['the same card twice, written otherwise', { cards: [card, { ...card, id: '100-000 00146' }] }],
    ['a card of an unknown scheme', { cards: [{ ...card, scheme: 'loyalty' }] }],
    ['an epoch that is no UUID', { epoch: 'one' }],
    ['no uptime', { uptimeMs: undefined }],
    ['a product that is no word', { product: '../adult' }],
  ])('with %s is answered, and never reserves by half', async (_, wrong) => {
    const { bench, machine } = await start();
    const question = machine.question();
    await machine.publish('authorize', { ...question, ...wrong });
    const decision = await machine.decisionOf(question.txn);
    expect(decision).toMatchObject({ verdict: 'refuse', qty: 0, reason: 'bad-request' });
    expect(String(decision.message)).not.toBe('');
    expect(bench.rows('SELECT * FROM transactions')).toEqual([]);
    expect(machine.client.connected).toBe(true);
  });

  it.each([
    ['broken JSON', '{"txn":'],
    ['no object', '7'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1')],
    ['a txn that is no UUID', '{"txn":"one"}'],
  ])('that is %s is counted, and nothing else happens', async (_, text) => {
    const { bench, machine } = await start();
    await machine.publish('authorize', text);
    await eventually(
      'it was counted',
      async () => (await bench.metric('maskfleet_invalid_messages_total')) === 1,
    );
    expect(machine.messages.filter(isDecision)).toEqual([]);
    expect(machine.client.connected).toBe(true);
  });

  it('with an unknown field that nests without end is answered like any other', async () => {
    const { machine } = await start();
    const question = machine.question();
    const deep = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
    await machine.publish('authorize', `${JSON.stringify(question).slice(0, -1)},"note":${deep}}`);
    expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });
  });

  it('beyond 64 KiB cuts the connection, and nothing is reserved', async () => {
    const { bench, machine } = await start();
    const closed = closing(machine.client);
    machine.publish('authorize', { ...machine.question(), note: 'x'.repeat(65_400) }).catch(() => {});
    await closed;
    expect(bench.rows('SELECT * FROM transactions')).toEqual([]);
  });

  it('under a txn that was used for another question is refused with an alarm', async () => {
    const { bench, machine } = await start();
    const question = machine.question();
    await machine.publish('authorize', question);
    await machine.decisionOf(question.txn);
    await machine.publish('authorize', { ...question, qty: 2 });
    await machine.next('/decision', ({ txn, reason }) => txn === question.txn && reason === 'bad-request');
    expect(bench.rows('SELECT kind FROM alarms')).toEqual([{ kind: 'txn-reused' }]);
  });

  it('whose cancellation came first is refused as expired', async () => {
    const { machine } = await start();
    const question = machine.question();
    const epoch = randomUUID();
    const stamps = { at: new Date().toISOString(), boot: 1, uptimeMs: 1 };
    const entry = {
      seq: 1,
      synced: true,
      ...stamps,
      type: 'vend.cancelled',
      txn: question.txn,
      reason: 'timeout',
    };
    await machine.publish('journal', { epoch, oldest: 1, sent: stamps, entries: [entry] });
    await machine.acked(epoch, 1);
    await machine.publish('authorize', question);
    expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'refuse', reason: 'expired' });
  });
});

const isDecision = ({ topic }: { topic: string }) => topic.endsWith('/decision');
