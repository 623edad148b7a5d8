import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type CardAllowed, type CardLook, CaseList } from '../../../protocol/http/cases.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { apiOf } from '../../support/api.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const number = '10000000146';
const appeals = [{ id: 'disputed', items: 1, name: { tr: 'İtiraz', en: 'Contested', 'zh-TW': '申訴' } }];

async function bench() {
  const server = await serverBench({ policy: { ...defaultPolicy, appeals } });
  const machine = await machineClient(server.mqttPort, 'izmir-01', server.enrol('izmir-01'));
  return {
    ...server,
    machine,
    operator: apiOf(server.url, server.cookie('operator')),
    async ask() {
      const question = machine.question();
      await machine.publish('authorize', question);
      return (await machine.decisionOf(question.txn)).verdict;
    },
    order: (change: object = {}) => ({
      ...{ id: randomUUID(), scheme: 'tckn', number, product: 'adult', items: 1, appeal: 'disputed' },
      ...{ grants: [] as number[], reason: 'somebody else was there' },
      ...change,
    }),
  };
}

it('a contested share is looked at, given for the time being, and stands as a case; the number is nowhere afterwards', async () => {
  const { operator, ask, order, logged, rows } = await bench();
  expect([await ask(), await ask()]).toEqual(['grant', 'refuse']);
  const look = await operator.post('/api/cards/look', { scheme: 'tckn', number: '100 000 001 46' });
  expect(look.status).toBe(200);
  const { grants } = look.body as CardLook;
  expect(grants).toMatchObject([{ district: 'Konak', product: 'adult', masks: 5 }]);
  const contested = order({ grants: grants.map(({ ref }) => ref) });
  const allowed = await operator.post('/api/cards/allow', contested);
  expect(allowed).toEqual({ status: 200, body: { masks: 5, case: 1 } });
  expect((await operator.post('/api/cards/allow', contested)).body as CardAllowed).toEqual({
    masks: 5,
    case: 1,
  });
  expect([await ask(), await ask()]).toEqual(['grant', 'refuse']);

  const { cases } = await operator.read(CaseList, '/api/cases');
  expect(cases).toMatchObject([{ kind: 'already-collected', disputes: 1, given: 5, verdict: null }]);
  const decide = (word: string) =>
    operator.post('/api/cases/1/decide', { word, reason: 'the camera shows another person' });
  expect(await decide('uphold')).toEqual({ status: 200, body: { masks: 0 } });
  expect(await decide('withdraw')).toMatchObject({ status: 409, body: { code: 'CASE_DECIDED' } });

  const kept = ['audit', 'disputes', 'cases', 'allowances'].map((table) => rows(`SELECT * FROM ${table}`));
  expect(JSON.stringify(kept)).not.toContain(number);
  expect(logged()).not.toContain(number);
});

it('what cannot be done is refused by name, without an echo of the number; an analyst may not ask at all', async () => {
  const { operator, order, url, cookie, logged } = await bench();
  const wrong = '10000000147';
  const refused = [
    ['/api/cards/look', { scheme: 'tckn', number: wrong }, 400, 'NUMBER_INVALID'],
    ['/api/cards/look', { scheme: 'gold', number }, 400, 'FST_ERR_VALIDATION'],
    ['/api/cards/look', { scheme: 'tckn', number: number.repeat(9) }, 400, 'FST_ERR_VALIDATION'],
    ['/api/cards/allow', order({ number: wrong }), 400, 'NUMBER_INVALID'],
    ['/api/cards/allow', order({ grants: [7] }), 409, 'GRANT_UNKNOWN'],
    ['/api/cards/allow', order({ appeal: 'none' }), 400, 'APPEAL_UNKNOWN'],
    ['/api/cards/allow', order({ items: 2 }), 400, 'APPEAL_TOO_MUCH'],
    ['/api/cards/allow', order({ product: 'gold' }), 400, 'PRODUCT_UNKNOWN'],
    ['/api/cases/7/decide', { word: 'give', reason: 'because' }, 404, 'CASE_UNKNOWN'],
  ] as const;
  for (const [path, body, status, code] of refused) {
    const answer = await operator.post(path, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toMatch(/1000000014/);
  }
  const analyst = apiOf(url, cookie('analyst'));
  expect((await analyst.post('/api/cards/look', { scheme: 'tckn', number })).status).toBe(403);
  expect(logged()).not.toMatch(/1000000014/);
});
