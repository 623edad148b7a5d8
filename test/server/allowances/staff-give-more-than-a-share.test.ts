import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createAllowanceStore } from '../../../server/allowances/allowance-store.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';
import { machineClient } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const appeal = {
  id: 'not-received',
  items: 2,
  name: { tr: 'Çıkmadı', en: 'Nothing came', 'zh-TW': '沒有掉出' },
};
const policy = { ...defaultPolicy, appeals: [appeal] };
const given = { product: 'adult', pieces: 5, category: 'not-received', reason: 'a jam', actor: 'somebody' };

describe('an allowance', () => {
  it('is had once, at any machine, beside the share, and breaks no promise', async () => {
    const bench = await ledgerBench(policy);
    const [here, there] = [bench.machine('izmir-1'), bench.machine('izmir-2')];
    here.ask();
    expect(there.ask({}, origin + 1)).toMatchObject({ reason: 'quota' });
    const [row] = bench.rows<{ card: Uint8Array }>('SELECT card FROM usage');
    const store = createAllowanceStore(bench.db);
    store.give(row?.card as Uint8Array, 'k', { ...given, atMs: origin + 1_000 });
    expect(there.ask({ cards: [tapped(cards[1])] }, origin + 2_000)).toMatchObject({
      verdict: 'grant',
      remaining: 0,
    });
    expect(there.ask({}, origin + 2_000)).toMatchObject({ verdict: 'grant', qty: 1, remaining: 0 });
    expect(here.ask({}, origin + 3_000)).toMatchObject({ reason: 'quota' });
    const findings = await verify(bench.db, undefined);
    expect(findings.find(({ invariant }) => invariant === 'I2')).toMatchObject({ breached: 0 });
    expect(store.sums()).toEqual([{ category: 'not-received', product: 'adult', times: 1, pieces: 5 }]);
  });

  it('that nobody used is gone when a pack of that time would count no more', async () => {
    const bench = await ledgerBench(policy);
    const machine = bench.machine('izmir-1');
    machine.ask();
    const [row] = bench.rows<{ card: Uint8Array }>('SELECT card FROM usage');
    createAllowanceStore(bench.db).give(row?.card as Uint8Array, 'k', { ...given, atMs: origin + dayMs });
    // A week after the pack the share is back, and the allowance still there for a day.
    expect(machine.ask({ qty: 3 }, origin + 7 * dayMs)).toMatchObject({ verdict: 'grant', qty: 2 });
    const late = bench.machine('izmir-3');
    expect(late.ask({ qty: 3 }, origin + 20 * dayMs)).toMatchObject({ verdict: 'grant', qty: 1 });
  });
});

it('the command line gives one beside the server, tells what it did and not to whom, and holds it to the policy', async () => {
  const data = tempFolder();
  const file = join(data, 'city.yaml');
  writeFileSync(file, stringify(policy));
  const { out } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const server = await startServerProcess(data, ['--influx', 'off', '--policy', file]);
  const machine = await machineClient(server.mqttPort, 'izmir-01', String(linesOf(out)[0]?.token));
  const ask = async () => {
    const question = machine.question();
    await machine.publish('authorize', question);
    return (await machine.decisionOf(question.txn)).verdict;
  };
  expect([await ask(), await ask()]).toEqual(['grant', 'refuse']);

  const [number] = cards;
  const allow = (...flags: string[]) =>
    runServerCommand(
      ['allow', '--data', data, '--scheme', 'tckn', '--note', 'a jam at noon', ...flags],
      {},
      `${number}\n`,
    );
  const done = await allow('--product', 'adult', '--appeal', 'not-received');
  expect(linesOf(done.out)).toEqual([
    { product: 'adult', pieces: 5, category: 'not-received', reason: 'a jam at noon' },
  ]);
  expect([await ask(), await ask()]).toEqual(['grant', 'refuse']);
  const list = await runServerCommand(['allow', 'list', '--data', data]);
  expect(linesOf(list.out)).toEqual([{ category: 'not-received', product: 'adult', times: 1, pieces: 5 }]);

  const refused = [
    [['--product', 'other', '--appeal', 'not-received'], /product = other .*adult/],
    [['--product', 'adult', '--appeal', 'other'], /appeal = other .*not-received/],
    [['--product', 'adult', '--appeal', 'not-received', '--items', '3'], /items = 3 .*up to 2/],
  ] as const;
  for (const [flags, words] of refused) {
    const wrong = await allow(...flags);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(words) });
    expect(wrong.err).not.toContain(number);
  }
  const verified = await runServerCommand(['verify', '--data', data, '--influx', 'off']);
  expect(verified.out).toMatch(/holds +I2/);
  expect(done.out + done.err + list.out + server.out() + server.err()).not.toContain(number);
});
