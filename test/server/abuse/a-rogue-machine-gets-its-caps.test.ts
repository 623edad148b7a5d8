import { expect, it } from 'vitest';
import { schemeRules } from '../../../protocol/identity/check-digits.ts';
import type { Authorize } from '../../../protocol/mqtt/messages/authorize.ts';
import type { Decision } from '../../../protocol/mqtt/messages/decision.ts';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { machineClient } from '../../support/machine-client.ts';
import { connecting, serverBench } from '../../support/server-bench.ts';

const cap = 50;
const questions = 100_000;

/** Valid numbers one after the other, as somebody has them who knows how the check digits are made. */
function* numbers(): Generator<string> {
  for (let beginning = 100_000_000; ; beginning++)
    for (let check = 0; check < 100; check += 2) {
      const number = `${beginning}${String(check).padStart(2, '0')}`;
      if (schemeRules.tckn(number)) yield number;
    }
}

it('a machine with valid credentials that asks for 100,000 numbers gets its cap, an alarm stands within a minute, and another machine serves', async () => {
  const policy = { ...defaultPolicy, caps: { machine: cap } };
  const bench = await serverBench({ policy });
  const token = bench.enrol('rogue-01');
  const asker = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const rogue = bench.client('rogue-01', token);
  expect(await connecting(rogue)).toBe('accepted');
  await rogue.subscribeAsync(topicOf('rogue-01', 'decision'), { qos: 1 });
  const waiting = new Map<string, (decision: Decision) => void>();
  rogue.on('message', (_topic, payload) => {
    const decision = JSON.parse(String(payload)) as Decision;
    waiting.get(decision.txn)?.(decision);
    waiting.delete(decision.txn);
  });
  const ask = (question: Authorize) =>
    new Promise<Decision>((resolve) => {
      waiting.set(question.txn, resolve);
      rogue.publish(topicOf('rogue-01', 'authorize'), JSON.stringify(question), { qos: 1 });
    });
  const honest = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const begunMs = Date.now();
  const enumerated = numbers();
  const portion = 1_000;
  let masks = 0;
  let first: Authorize | undefined;
  for (let asked = 0; asked < questions; asked += portion) {
    const answers = await Promise.all(
      Array.from({ length: portion }, () => {
        const id = enumerated.next().value as string;
        const question = asker.question({ cards: [{ scheme: 'tckn', id, entry: 'tap' }] });
        first ??= question;
        return ask(question);
      }),
    );
    for (const { verdict, qty, ...told } of answers) {
      if (verdict === 'grant') masks += Number(qty) * 5;
      // What is refused is refused in one way, whether the number is anybody's or not.
      else expect(told).toEqual({ txn: told.txn, reason: 'busy', message: expect.any(String) });
    }
  }
  expect(masks).toBe(cap);

  // The same question again has the same answer, and charges nobody.
  const charged = () => bench.rows<{ n: number }>('SELECT COUNT(*) AS n FROM usage')[0]?.n;
  const before = charged();
  expect(await ask(first as Authorize)).toMatchObject({ verdict: 'grant' });
  expect(charged()).toBe(before);

  const alarms = bench.rows<{ kind: string; at: number }>('SELECT kind, at FROM alarms ORDER BY id');
  expect(alarms.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['cap-reached', 'asks-too-fast']));
  for (const { at } of alarms.slice(0, 2)) expect(at - begunMs).toBeLessThan(60_000);
  const question = honest.question({ cards: [{ scheme: 'uid', id: '04AABBCC', entry: 'tap' }] });
  await honest.publish('authorize', question);
  expect(await honest.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });
});
