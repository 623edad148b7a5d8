import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Role } from '../../../protocol/http/access.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { createWhatIfRunner } from '../../../server/whatif/run.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { linesOf, runServerCommand } from '../../support/server-process.ts';

const [weekly] = defaultPolicy.rules;
const twice = { ...defaultPolicy, rules: [{ ...weekly, limit: 10 }] };

/** A city in which one card asked for two items, and got one. */
async function cityOf() {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const question = machine.question({ qty: 2 });
  await machine.publish('authorize', question);
  expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'grant', qty: 1 });
  const day = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
  const asked = { text: stringify(twice), from: '2020-01-01', to: day };
  const send = (change: object = {}, role: Role = 'analyst') =>
    bench.ask(
      '/api/policies/what-if',
      {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ ...asked, ...change }),
      },
      role,
    );
  return { ...bench, question: asked, send, day };
}

it('an analyst is told over the API what another policy would have done, and an operator is not', async () => {
  const { send, day } = await cityOf();
  const answer = await send();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    ...{ from: '2019-12-31T21:00:00.000Z', since: expect.stringContaining(day.slice(0, 4)) },
    total: {
      ...{ requests: 1, cards: 1, cutOff: 0, gained: 0 },
      happened: { granted: 1, masks: 5 },
      would: { granted: 1, masks: 10 },
    },
    districts: [{ district: 'Konak' }],
    days: [{ date: day, happened: 5, would: 10 }],
  });
  expect((await send({}, 'operator')).status).toBe(403);
  expect(await (await send({ text: 'rules: 7' })).json()).toMatchObject({ code: 'POLICY_MISTAKEN' });
  for (const days of [{ from: '2020-02-30' }, { from: '2999-01-01' }, { to: '2020-13-01' }])
    expect(await (await send(days)).json()).toMatchObject({ code: 'RANGE_INVALID' });
});

it('one is tried at a time, who leaves ends it, and one that fails says so', async () => {
  const { dataDir, question, send, logged } = await cityOf();
  const run = createWhatIfRunner(dataDir, 1);
  const leaving = new AbortController();
  const first = run(question, leaving.signal);
  await expect(run(question, leaving.signal)).rejects.toMatchObject({
    code: 'WHAT_IF_BUSY',
    retryable: true,
  });
  leaving.abort();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect((await run(question, new AbortController().signal)).total.requests).toBe(1);

  const nowhere = createWhatIfRunner(join(dataDir, 'nowhere'), 1);
  await expect(nowhere(question, new AbortController().signal)).rejects.toMatchObject({
    code: 'WHAT_IF_FAILED',
    message: expect.stringContaining('no ledger'),
  });
  const two = await Promise.all([send(), send()]);
  expect(two.map(({ status }) => status).sort()).toEqual([200, 503]);
  expect(logged()).toContain('a what-if runs already');
});

it('the command line tells the same in words and as JSON, and what is wrong with its days', async () => {
  const { dataDir, day } = await cityOf();
  const file = join(dataDir, 'city.yaml');
  const ask = (...flags: string[]) =>
    runServerCommand(['policy', 'what-if', file, '--data', dataDir, ...flags]);
  writeFileSync(file, stringify(twice));
  expect((await ask()).out).toContain('2 districts and days are left out');
  const { out, code } = await ask('--min-cards', '1');
  expect(code).toBe(0);
  expect(out).toMatch(/in all +1 +1 +1 +5 +10 +0 +0\n/);
  expect(out).toMatch(/Konak +1 +1 +1 +5 +10 +0 +0\n/);
  expect(out).toContain('what would have been in stock, is not known');
  const [json] = linesOf((await ask('--json', '--from', day, '--to', day)).out);
  expect(json).toMatchObject({ total: { requests: 1 }, assumed: { digits: 0, offline: 0 } });
  expect(await ask('--from', 'yesterday')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/from.*yesterday.*YYYY-MM-DD/s),
  });
  expect((await ask('--to', '2019-01-01')).err).toContain('a day not before --from');
  const nowhere = ['policy', 'what-if', file, '--data', join(dataDir, randomUUID())];
  expect((await runServerCommand(nowhere)).err).toContain('there is no ledger');
});
