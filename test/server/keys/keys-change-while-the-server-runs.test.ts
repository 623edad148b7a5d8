import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keysVariable, loadKeys, saveKeys } from '../../../server/keys/key-file.ts';
import { rotated } from '../../../server/keys/key-ring.ts';
import { eventually } from '../../support/eventually.ts';
import { cards, tapped } from '../../support/ledger-bench.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { unheldPolicy } from '../../support/unheld-policy.ts';

const keysOf = (dataDir: string) => readFileSync(join(dataDir, 'keys.json'), 'utf8');

const command = async (dataDir: string, ...argv: readonly string[]) => {
  const done = await runServerCommand(['keys', ...argv, '--data', dataDir]);
  return { ...done, lines: linesOf(done.out) };
};

/** A 7-byte uid of a card that nobody else has. */
const uidOf = (n: number) =>
  ({ scheme: 'uid', id: `04${String(n).padStart(12, '0')}`, entry: 'tap' }) as const;

it('nobody gets a share more, or one less, while keys change under cards that are asked without a pause', async () => {
  const server = await serverBench({ policy: unheldPolicy });
  const machines = await Promise.all(
    ['izmir-01', 'izmir-02', 'izmir-03'].map(async (id) =>
      machineClient(server.mqttPort, id, server.enrol(id)),
    ),
  );
  const granted = new Map<number, number>();
  const reasons = new Set<unknown>();
  let [asked, isOver] = [0, false];
  const load = machines.map(async (machine, of) => {
    for (let n = of; !isOver; n++) {
      const question = machine.question({ cards: [uidOf(n % 40)] });
      await machine.publish('authorize', question);
      const decision = await machine.decisionOf(question.txn);
      asked++;
      if (decision.verdict === 'grant') granted.set(n % 40, (granted.get(n % 40) ?? 0) + 1);
      else reasons.add(decision.reason);
    }
  });
  for (const at of [1, 2, 3]) {
    const before = asked;
    await eventually('more is asked', () => asked > before + 30);
    const { lines } = await command(server.dataDir, 'rotate');
    const key = String(lines[0]?.key);
    await eventually('the server follows', () => server.logged().includes(`"pseudonym":"${key}"`));
    expect((await loadKeys(server.dataDir)).former).toHaveLength(at);
  }
  const before = asked;
  await eventually('every card was asked under the last key', () => asked > before + 130);
  isOver = true;
  await Promise.all(load);
  expect([...granted.values()]).toEqual(Array.from({ length: 40 }, () => 1));
  expect([...reasons]).toEqual(['quota']);
  // Each history stands whole under the last name.
  const { id } = (await loadKeys(server.dataDir)).pseudonym;
  expect(server.rows('SELECT DISTINCT key_id AS id FROM usage')).toEqual([{ id }]);
  const fourth = await command(server.dataDir, 'rotate');
  expect(fourth).toMatchObject({ code: 1, err: expect.stringContaining('destroy one first') });
});

it('a key goes when nothing needs it, or by a second word, and what it named is tied to no number', async () => {
  const server = await serverBench();
  const machine = await machineClient(server.mqttPort, 'izmir-01', server.enrol('izmir-01'));
  const ask = async () => {
    const question = machine.question({ cards: [tapped(cards[0])] });
    await machine.publish('authorize', question);
    return (await machine.decisionOf(question.txn)).verdict;
  };
  expect(await ask()).toBe('grant');
  const first = (await loadKeys(server.dataDir)).pseudonym;
  await command(server.dataDir, 'rotate');
  await eventually('the server follows', () => server.logged().includes('the keys are others now'));
  const [present, earlier] = (await command(server.dataDir, 'list')).lines;
  expect(present).toMatchObject({ use: 'present', charges: 0 });
  expect(earlier).toEqual({ key: first.id, use: 'earlier', madeAt: null, charges: 1, counted: 1, lists: [] });

  const tooSoon = await command(server.dataDir, 'destroy', first.id);
  expect(tooSoon).toMatchObject({ code: 1, err: expect.stringContaining('younger than 5 s') });
  const held = await eventually('the key is old enough', async () => {
    const done = await command(server.dataDir, 'destroy', first.id);
    return done.err.includes('younger') ? undefined : done;
  });
  expect(held).toMatchObject({
    code: 1,
    err: expect.stringContaining('1 charges that a policy still counts'),
  });
  const wrong = await command(server.dataDir, 'destroy', String(present?.key));
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('no earlier key is') });
  expect(await ask()).toBe('refuse');

  // Met once, it stands under the present key, and the earlier one is for nothing any more.
  expect(await command(server.dataDir, 'destroy', first.id)).toMatchObject({ code: 0 });
  expect(keysOf(server.dataDir)).not.toContain(first.key);
  expect(await ask()).toBe('refuse');
  const campaign = await command(server.dataDir, 'campaign');
  expect(campaign).toMatchObject({ code: 1, err: expect.stringContaining('say --now') });
  const { lines } = await command(server.dataDir, 'campaign', '--now');
  await eventually('the server follows', () =>
    server.logged().includes(`"pseudonym":"${String(lines[0]?.key)}"`),
  );
  expect(await ask()).toBe('grant');
  const audit = server
    .rows<{ action: string }>('SELECT action FROM audit ORDER BY id')
    .map(({ action }) => action);
  expect(audit.filter((action) => /key|campaign/.test(action))).toEqual([
    'keys-rotated',
    'key-destroyed',
    'campaign-begun',
  ]);
});

it('a cut between the file and the ledger is made good at the next start', async () => {
  const server = await serverBench();
  const { dataDir } = server;
  await server.stop();
  const keys = await loadKeys(dataDir);
  saveKeys(dataDir, rotated(keys, { ...keys.pseudonym, id: 'another' }));
  const again = await startServerProcess(dataDir);
  expect(await again.end('SIGTERM')).toBe(0);
  expect(server.rows("SELECT value FROM settings WHERE name = 'keys'")).toEqual([
    { value: `another ${keys.seal.id}` },
  ]);
});

it('a backup of before a rotation is restored with the keys of after it, and its shares are had', async () => {
  const server = await serverBench();
  const { dataDir } = server;
  const ask = async (port: number, token: string) => {
    const machine = await machineClient(port, 'izmir-01', token);
    const question = machine.question({ cards: [tapped(cards[0])] });
    await machine.publish('authorize', question);
    return (await machine.decisionOf(question.txn)).verdict;
  };
  const token = server.enrol('izmir-01');
  expect(await ask(server.mqttPort, token)).toBe('grant');
  const file = join(dataDir, 'monday.db');
  expect(await runServerCommand(['backup', file, '--data', dataDir])).toMatchObject({ code: 0 });
  expect(await command(dataDir, 'rotate')).toMatchObject({ code: 0 });
  await server.stop();
  expect(await runServerCommand(['restore', file, '--data', dataDir])).toMatchObject({ code: 0 });
  const again = await serverBench({ dataDir });
  expect(await ask(again.mqttPort, token)).toBe('refuse');
});

it('keys that others may read are refused with what to do; from the environment they are taken, and not changed by commands', async () => {
  const server = await serverBench();
  const { dataDir } = server;
  await server.stop();
  const path = join(dataDir, 'keys.json');
  chmodSync(path, 0o640);
  const open = await runServerCommand(['keys', 'list', '--data', dataDir]);
  expect(open).toMatchObject({ code: 1, err: expect.stringContaining(`chmod 600 ${path}`) });

  const text = keysOf(dataDir);
  writeFileSync(path, '{}');
  const env = { [keysVariable]: text };
  const list = await runServerCommand(['keys', 'list', '--data', dataDir], env);
  expect(linesOf(list.out)[0]).toMatchObject({ use: 'present' });
  const refused = await runServerCommand(['keys', 'rotate', '--data', dataDir], env);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(keysVariable) });
  const torn = await runServerCommand(['keys', 'list', '--data', dataDir], {
    [keysVariable]: text.slice(0, 60),
  });
  expect(torn).toMatchObject({ code: 1, err: expect.stringContaining('it is no JSON') });
  expect(torn.err).not.toContain(text.slice(20, 50));
  const running = await startServerProcess(dataDir, ['--influx', 'off'], env);
  expect(await running.end('SIGTERM')).toBe(0);
});
