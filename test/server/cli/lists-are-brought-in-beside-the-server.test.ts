import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import {
  linesOf,
  runServerCommand,
  startServerCommand,
  startServerProcess,
} from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const number = '10000000146';
const list = (...argv: string[]) => runServerCommand(['list', ...argv]);

it('the command line brings a list in beside the server, which goes by it, and no number is kept or told', async () => {
  const data = tempFolder();
  const policy = join(data, 'city.yaml');
  writeFileSync(policy, stringify({ ...defaultPolicy, eligible: ['campaign'] }));
  const { out } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const server = await startServerProcess(data, ['--influx', 'off', '--policy', policy]);
  const machine = await machineClient(server.mqttPort, 'izmir-01', String(linesOf(out)[0]?.token));
  const ask = async () => {
    const question = machine.question();
    await machine.publish('authorize', question);
    return machine.decisionOf(question.txn);
  };
  expect(await ask()).toMatchObject({ verdict: 'refuse', reason: 'not-eligible' });
  const folder = tempFolder();
  const file = join(folder, 'campaign.csv');
  // As a spreadsheet writes it: a byte order mark, quotes, CR LF, an empty line.
  writeFileSync(file, `\ufefftckn,"${number}"\r\n\r\ntckn,10000000147\r\n`);
  const brought = await list('import', 'campaign', file, '--data', data);
  expect(linesOf(brought.out)).toEqual([
    {
      ...{ list: 'campaign', lines: 2, cards: 1, duplicates: { count: 0, lines: [] } },
      rejected: { count: 1, lines: [{ line: 3, problem: 'number-wrong' }] },
      doubtful: { count: 0, lines: [] },
    },
  ]);
  expect(brought.err + brought.out).not.toMatch(/1000000014/);
  expect(await ask()).toMatchObject({ verdict: 'grant' });
  expect(linesOf((await list('list', '--data', data)).out)).toMatchObject([{ list: 'campaign', cards: 1 }]);
  expect(linesOf((await list('remove', 'campaign', '--data', data)).out)).toEqual([
    { list: 'campaign', cards: 0 },
  ]);
  expect((await list('list', '--data', data)).out).toBe('');
  await server.end('SIGTERM');
  for (const name of ['ledger.db', 'keys.json'])
    expect(readFileSync(join(data, name)).includes(number)).toBe(false);
});

it('one that is killed on the way changes nothing, and the next one clears up behind it', async () => {
  const data = tempFolder();
  await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const [small, large] = [join(data, 'small.csv'), join(data, 'large.csv')];
  writeFileSync(small, `${number}\n`);
  const uids = Array.from({ length: 250_000 }, (_, at) => (0x10000000 + at).toString(16));
  writeFileSync(large, `${uids.join('\n')}\n`);
  expect((await list('import', 'campaign', small, '--scheme', 'tckn', '--data', data)).code).toBe(0);
  const db = openDatabase(data, undefined);
  onTestFinished(() => void db.close());
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  const written = () => count('SELECT COUNT(*) FROM list_cards');
  const imports = () => count("SELECT COUNT(*) FROM audit WHERE action = 'list-imported'");
  const cards = async () => linesOf((await list('list', '--data', data)).out).map(({ cards }) => cards);
  const begin = () =>
    startServerCommand(['list', 'import', 'campaign', large, '--scheme', 'uid', '--data', data]);

  const reading = begin();
  await eventually('it reads', () => reading.err().includes('200,000 lines read'));
  await reading.end('SIGKILL');
  expect(await cards()).toEqual([1]);
  const writing = begin();
  await eventually('it writes', () => written() > 1);
  await writing.end('SIGKILL');
  expect(written()).toBeGreaterThan(1);
  expect(await cards()).toEqual([1]);
  expect(imports()).toBe(1);
  expect((await list('import', 'campaign', large, '--scheme', 'uid', '--data', data)).code).toBe(0);
  expect(await cards()).toEqual([250_000]);
  expect(written()).toBe(250_000);
  expect(imports()).toBe(2);
});

it('what is wrong with a command or a file is told', async () => {
  const data = tempFolder();
  await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const file = join(data, 'broken.csv');
  writeFileSync(file, `tckn,"${number}\n`);
  const broken = await list('import', 'campaign', file, '--data', data);
  expect(broken).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^LIST_UNREADABLE: .*it is no CSV \(CSV_/),
  });
  expect(broken.err).not.toContain(number);
  expect(await list('import', 'campaign', join(data, 'none.csv'), '--data', data)).toMatchObject({
    ...{ code: 1, err: expect.stringMatching(/^LIST_UNREADABLE: .*ENOENT/) },
  });
  expect(await list('remove', 'campaign', '--data', data)).toMatchObject({
    ...{ code: 1, err: 'LIST_UNKNOWN: there is no list campaign\n' },
  });
  for (const argv of [
    [],
    ['import', 'campaign'],
    ['import', 'A B', file],
    ['remove'],
    ['list', 'x'],
    ['empty', 'x'],
  ])
    expect(await list(...argv)).toMatchObject({
      code: 2,
      err: expect.stringContaining('say list import NAME FILE'),
    });
  expect(await list('import', 'campaign', file, '--scheme', 'isbn', '--data', data)).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('scheme = "isbn"') },
  });
});
