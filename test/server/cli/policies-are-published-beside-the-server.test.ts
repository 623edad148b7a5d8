import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { machineClient } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const [weekly] = defaultPolicy.rules;
const more = { ...defaultPolicy, cards: 2, rules: [{ ...weekly, limit: 12 }] };

function fileOf(folder: string, document: object, name = 'city.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, stringify(document));
  return path;
}

it('the command line publishes a policy beside the server, and the next decision is by it, after a restart too', async () => {
  const data = tempFolder();
  const file = fileOf(data, more);
  const { out } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const token = String(linesOf(out)[0]?.token);
  const server = await startServerProcess(data);
  const published = await runServerCommand([
    'policy',
    'publish',
    file,
    '--data',
    data,
    '--note',
    'more in stock',
  ]);
  expect(published).toMatchObject({ code: 0, err: expect.stringContaining('2 of the 12 can never be had') });
  expect(linesOf(published.out)[0]).toMatchObject({
    version: 2,
    standing: 'in-force',
    note: 'more in stock',
  });

  const ask = async (port: number) => {
    const machine = await machineClient(port, 'izmir-01', token);
    const question = machine.question({ qty: 2 });
    await machine.publish('authorize', question);
    return machine.decisionOf(question.txn);
  };
  expect(await ask(server.mqttPort)).toMatchObject({ verdict: 'grant', qty: 2 });
  await server.end('SIGTERM');
  const again = await startServerProcess(data);
  expect(await ask(again.mqttPort)).toMatchObject({ verdict: 'refuse', reason: 'quota', remaining: 2 });
  const list = await runServerCommand(['policy', 'list', '--data', data]);
  expect(linesOf(list.out)).toMatchObject([
    { version: 2, standing: 'in-force', publisher: 'command line' },
    { version: 1, standing: 'past', publishedAt: null },
  ]);
});

it('shows and compares versions and files, plans one for a day to come, and says what is wrong with a command', async () => {
  const data = tempFolder();
  await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const policy = (...argv: string[]) => runServerCommand(['policy', ...argv]);
  const [first, second] = [fileOf(data, defaultPolicy, 'a.yaml'), fileOf(data, more, 'b.yaml')];
  const note = ['--data', data, '--note', 'a trial'];
  expect((await policy('publish', first, ...note)).code).toBe(0);
  const planned = await policy('publish', second, '--at', '2999-01-01', ...note);
  expect(linesOf(planned.out)[0]).toMatchObject({
    standing: 'planned',
    effectiveAt: '2998-12-31T21:00:00.000Z',
  });
  expect(parse((await policy('show', '2', '--data', data)).out)).toEqual(more);
  const changes = '/cards: nothing -> 2\n/rules/weekly/limit: 5 -> 12\n';
  const sorted = (text: string) => text.split('\n').sort().join('\n');
  for (const [a, b] of [
    ['1', '2'],
    [first, '2'],
    [first, second],
  ] as const)
    expect(sorted((await policy('diff', a, b, '--data', data)).out)).toBe(sorted(changes));
  expect((await policy('diff', '2', second, '--data', data)).out).toBe('');
  expect(await policy('check', second)).toEqual({
    ...{ code: 0, out: `the policy ${second} has no mistakes: 1 product(s), 1 rule(s)\n` },
    err: '  odd: /rules/0/limit: items of adult have 5 pieces: 2 of the 12 can never be had\n',
  });

  const wrong = fileOf(data, { ...more, cards: 0, language: 'de' }, 'c.yaml');
  for (const argv of [
    ['check', wrong],
    ['publish', wrong, ...note],
  ])
    expect(await policy(...argv)).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^POLICY_INVALID: .* has 2 mistake\(s\):\n {2}\/language = .*\n {2}\/cards = 0: /s,
      ),
    });
  const refused = async (argv: string[]) => (await policy(...argv)).err.split('\n').slice(0, 2).join(' ');
  expect(await refused(['publish', first, '--at', '2020-01-01', ...note])).toMatch(
    /at = 2020-01-01 .*not before/,
  );
  expect(await refused(['publish', first, '--at', 'soon', ...note])).toMatch(/at = soon .*YYYY-MM-DD/);
  expect(await refused(['publish', first, '--data', data])).toMatch(/^CONFIG_INVALID: .*note/);
  expect(await refused(['show', '9', '--data', data])).toBe(
    'POLICY_UNKNOWN: there is no policy 9; there are: 2, 1 ',
  );
  expect(await refused(['check', join(data, 'none.yaml')])).toMatch(/^POLICY_INVALID: .*cannot be read/);
  for (const argv of [[], ['publish'], ['show', '1', '2'], ['list', 'all'], ['withdraw', '2']])
    expect(await policy(...argv)).toMatchObject({
      code: 2,
      err: expect.stringContaining('say policy check FILE'),
    });
  expect(linesOf((await policy('list', '--data', data)).out)).toHaveLength(2);
});

it('a ledger on simulated time is left to its own clock', async () => {
  const data = tempFolder();
  const file = fileOf(data, more);
  const server = await startServerProcess(data, [
    '--influx',
    'off',
    '--simulated',
    '2020-05-20T06:00:00Z,60',
  ]);
  const published = await runServerCommand(['policy', 'publish', file, '--data', data, '--note', 'why not']);
  expect(published).toMatchObject({ code: 1, err: expect.stringMatching(/^DATA_OTHER_CLOCK: /) });
  await server.end('SIGTERM');
});
