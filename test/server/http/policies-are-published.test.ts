import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

/** Another plan of the slots, which machines are told, and two items a week, which citizens notice. */
const another = {
  ...defaultPolicy,
  products: [...defaultPolicy.products, { ...defaultPolicy.products[0], id: 'child', code: 2 }],
  rules: [{ ...defaultPolicy.rules[0], products: ['adult', 'child'], limit: 10 }],
  planogram: [
    { slot: 0, product: 'adult', capacity: 150 },
    { slot: 1, product: 'child', capacity: 80 },
  ],
};

async function deskOf() {
  const bench = await serverBench();
  const send = (path: string, body: object, role: 'admin' | 'operator' | 'analyst' = 'admin') =>
    bench.ask(
      path,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      role,
    );
  const draft = (change: object = {}) => ({
    ...{ id: randomUUID(), text: stringify(another), at: 'now', note: 'more in stock' },
    ...change,
  });
  const read = async (path: string) => (await bench.ask(path, {}, 'analyst')).json();
  return { ...bench, send, draft, read };
}

it('a policy that is published for a moment decides and is told to machines from then on, also to those that were off', async () => {
  const { send, draft, read, enrol, mqttPort, metric } = await deskOf();
  const [here, away] = [enrol('izmir-01'), enrol('izmir-02')];
  const machine = await machineClient(mqttPort, 'izmir-01', here);
  const planned = (value: Record<string, unknown>) => (value.slots as unknown[]).length;
  await machine.next('/desired', (value) => planned(value) === 1);
  const at = new Date(Date.now() + 1_500).toISOString();
  expect(await (await send('/api/policies', draft({ at }))).json()).toMatchObject({
    ...{ version: 2, standing: 'planned', effectiveAt: at, note: 'more in stock' },
  });
  // Until its moment it is known, and nothing else.
  const before = machine.question({ qty: 2 });
  await machine.publish('authorize', before);
  expect(await machine.decisionOf(before.txn)).toMatchObject({ verdict: 'grant', qty: 1 });
  expect(Date.now()).toBeLessThan(Date.parse(at));

  const told = await machine.next('/desired', (value) => planned(value) === 2);
  expect(told.slots).toEqual(another.planogram);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
  const after = machine.question({ product: 'child', slot: 1 });
  await machine.publish('authorize', after);
  expect(await machine.decisionOf(after.txn)).toMatchObject({ verdict: 'grant', qty: 1 });
  const late = await machineClient(mqttPort, 'izmir-02', away);
  expect(planned(await late.next('/desired'))).toBe(2);

  const { policies } = await read('/api/policies');
  expect(policies).toMatchObject([
    { version: 2, standing: 'in-force', publisher: 'the-admin' },
    { version: 1, standing: 'past', publishedAt: null },
  ]);
  // A product that came with it is a label of its own.
  const txn = randomUUID();
  const common = { txn, slot: 1, product: 'child', requested: 1 };
  const stamps = { at: new Date().toISOString(), synced: true, boot: 1 };
  const epoch = randomUUID();
  await machine.publish('journal', {
    ...{ epoch, oldest: 1, sent: { at: stamps.at, boot: 1, uptimeMs: 2 } },
    entries: [
      {
        seq: 1,
        ...stamps,
        uptimeMs: 0,
        type: 'vend.started',
        ...common,
        vendCounter: 0,
        authority: 'staff',
        cards: [],
      },
      {
        seq: 2,
        ...stamps,
        uptimeMs: 1,
        type: 'vend.completed',
        ...common,
        dispensed: 1,
        fault: 0,
        vendCounter: 1,
      },
    ],
  });
  await machine.acked(epoch, 2);
  await eventually(
    'the masks are counted',
    async () => (await metric('maskfleet_masks_total{product="child"')) === 5,
  );
});

it('a draft is checked, read back and compared as it was written', async () => {
  const { send, draft, read } = await deskOf();
  const review = (await (await send('/api/policies/check', { text: draft().text }, 'operator')).json()) as {
    mistakes: unknown[];
    changes: { path: string }[];
  };
  expect(review.mistakes).toEqual([]);
  expect(review.changes.map(({ path }) => path)).toEqual([
    '/products/child',
    '/rules/weekly/products',
    '/rules/weekly/limit',
    '/planogram',
  ]);
  const wrong = stringify({ ...another, cards: 9 });
  expect(await (await send('/api/policies/check', { text: wrong })).json()).toEqual({
    mistakes: [{ path: '/cards', value: '9', allowed: 'a whole number from 1 to 5' }],
    ...{ warnings: [], changes: [] },
  });
  await send('/api/policies', draft());
  expect(parse((await read('/api/policies/2')).text)).toEqual(another);
  expect((await read('/api/policies/1/changes?to=2')).changes).toEqual(review.changes);
  expect((await read('/api/policies/2/changes?to=2')).changes).toEqual([]);
});

it('said twice under one key it is published once, and an audit entry says by whom and why', async () => {
  const { send, draft, read, rows } = await deskOf();
  const order = draft();
  const [first, again] = [await send('/api/policies', order), await send('/api/policies', order)];
  expect(await again.json()).toEqual(await first.json());
  expect((await read('/api/policies')).policies).toHaveLength(2);
  const acts = rows<{ actor: string; detail: string }>(
    "SELECT actor, detail FROM audit WHERE action = 'policy-published'",
  );
  expect(acts).toEqual([{ actor: 'the-admin', detail: expect.stringContaining('"reason":"more in stock"') }]);
});

it.each([
  ['a draft with mistakes', { text: stringify({ ...another, timeZone: 'Mars' }) }, 400, 'POLICY_MISTAKEN'],
  ['no YAML', { text: 'rules: [' }, 400, 'POLICY_MISTAKEN'],
  ['a moment that is none', { at: 'soon' }, 400, 'MOMENT_INVALID'],
  ['a moment that is over', { at: '2020-05-20' }, 409, 'MOMENT_PAST'],
  ['no reason', { note: '' }, 400, 'FST_ERR_VALIDATION'],
  ['no key', { id: 'mine' }, 400, 'FST_ERR_VALIDATION'],
])('%s is not published', async (_, change, status, code) => {
  const { send, draft, read } = await deskOf();
  const answer = await send('/api/policies', draft(change));
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  expect((await read('/api/policies')).policies).toHaveLength(1);
});

it('only an admin publishes, and what is not there is not found', async () => {
  const { send, draft, ask } = await deskOf();
  for (const role of ['operator', 'analyst'] as const)
    expect((await send('/api/policies', draft(), role)).status).toBe(403);
  for (const path of ['/api/policies/7', '/api/policies/7/changes?to=1', '/api/policies/1/changes?to=7'])
    expect((await ask(path)).status).toBe(404);
  for (const path of ['/api/policies/0', '/api/policies/x', '/api/policies/1/changes'])
    expect((await ask(path)).status).toBe(400);
});
