import { expect, it } from 'vitest';
import { machineClient } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { scanned } from '../../support/voucher-desk.ts';

it('the command line makes a batch, tells its codes, how far it was used, and withdraws it, beside the server', async () => {
  const data = tempFolder();
  const { out: enrolled } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const server = await startServerProcess(data);
  const machine = await machineClient(server.mqttPort, 'izmir-01', String(linesOf(enrolled)[0]?.token));
  const ask = async (code: string) => {
    const question = machine.question({ cards: [scanned(code)] });
    await machine.publish('authorize', question);
    return machine.decisionOf(question.txn);
  };
  const voucher = (...argv: string[]) => runServerCommand(['voucher', ...argv, '--data', data]);
  const until = ['--until', '2100-01-01'];
  const made = await voucher('make', '--name', 'Guests', '--product', 'adult', '--count', '30', ...until);
  const [batch] = linesOf(made.out);
  expect(batch).toMatchObject({ name: 'Guests', masks: 5, count: 30, madeBy: 'command line' });
  const id = String(batch?.id);

  const codes = (await voucher('csv', id)).out.trim().split('\r\n');
  expect(codes).toHaveLength(31);
  const [, first = '', second = ''] = codes.map((line) => line.split(',')[1] ?? '');
  // Signed with the key that the running server reads them with.
  expect(await ask(first)).toMatchObject({ verdict: 'grant' });
  expect(await ask(first)).toMatchObject({ verdict: 'refuse', reason: 'quota' });
  expect(linesOf((await voucher('list')).out)).toMatchObject([{ id, redeemed: 1, partly: 0 }]);

  const withdrawn = await voucher('withdraw', id, '--note', 'a box was lost');
  expect(linesOf(withdrawn.out)).toMatchObject([
    { id, withdrawnBy: 'command line', reason: 'a box was lost' },
  ]);
  expect(await ask(second)).toMatchObject({ verdict: 'refuse', reason: 'blocked' });

  for (const [argv, code, exit] of [
    [['make', '--name', 'G', '--product', 'cake', '--count', '1', ...until], 'PRODUCT_UNKNOWN', 1],
    [
      ['make', '--name', 'G', '--product', 'adult', '--count', '1', '--until', '2020-01-01'],
      'RANGE_INVALID',
      1,
    ],
    [['make', '--name', 'G', '--product', 'adult', '--count', '1', '--until', 'soon'], 'MOMENT_INVALID', 1],
    [['make', '--name', 'G', '--product', 'adult', '--count', '0', ...until], 'CONFIG_INVALID', 2],
    [['withdraw', id, '--note', 'again'], 'BATCH_WITHDRAWN', 1],
    [['csv', '00000000'], 'BATCH_UNKNOWN', 1],
    [['burn'], 'CONFIG_INVALID', 2],
  ] as const) {
    const failed = await voucher(...argv);
    expect({ argv, exit: failed.code, err: failed.err }).toEqual({
      argv,
      exit,
      err: expect.stringContaining(code),
    });
    expect(failed.out).toBe('');
  }
});
