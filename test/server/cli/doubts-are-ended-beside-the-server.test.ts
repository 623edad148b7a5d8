import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { machineClient } from '../../support/machine-client.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('the command line ends a transaction beside the server, once and with a reason, and refuses what is none', async () => {
  const data = tempFolder();
  const { out } = await runServerCommand(['machine', 'enrol', 'izmir-01', '--data', data]);
  const server = await startServerProcess(data);
  const machine = await machineClient(server.mqttPort, 'izmir-01', String(linesOf(out)[0]?.token));
  const question = machine.question();
  await machine.publish('authorize', question);
  expect((await machine.decisionOf(question.txn)).verdict).toBe('grant');
  // Younger than ten minutes is no doubt yet.
  expect(await runServerCommand(['doubt', 'list', '--data', data])).toMatchObject({ code: 0, out: '' });

  const end = (txn: string, ...flags: string[]) =>
    runServerCommand(['doubt', 'end', 'izmir-01', txn, '--data', data, ...flags]);
  expect(await end(question.txn)).toMatchObject({ code: 2, err: expect.stringContaining('reason') });
  const ended = await end(question.txn, '--reason', 'the machine was replaced');
  expect(linesOf(ended.out)[0]).toMatchObject({ ended: { txn: question.txn, cause: 'not-told' } });
  for (const txn of [question.txn, randomUUID()])
    expect(await end(txn, '--reason', 'once more')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^NOT_IN_DOUBT: /),
    });
  // What was held is free again.
  const again = machine.question();
  await machine.publish('authorize', again);
  expect((await machine.decisionOf(again.txn)).verdict).toBe('grant');

  const accept = await runServerCommand([
    'quarantine',
    'accept',
    'izmir-01',
    '--data',
    data,
    '--reason',
    'why not',
  ]);
  expect(accept).toMatchObject({ code: 1, err: expect.stringMatching(/^NOT_QUARANTINED: /) });
  expect((await runServerCommand(['doubt'])).code).toBe(2);
  expect((await runServerCommand(['quarantine', 'forgive', 'izmir-01'])).code).toBe(2);
});
