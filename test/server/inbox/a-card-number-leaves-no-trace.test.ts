import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const number = '10000000146';

it('a card number is in no file, log, metric or message after it was asked for in every way', async () => {
  const bench = await serverBench();
  const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
  const other = await machineClient(bench.mqttPort, 'izmir-02', bench.enrol('izmir-02'));
  const card = { scheme: 'tckn', id: number, entry: 'tap' } as const;

  const asked = [
    machine.question({ cards: [card] }),
    machine.question({ cards: [card] }),
    machine.question({ cards: [card, card] }),
    machine.question({ cards: [{ ...card, scheme: 'uid' }] }),
    machine.question({ cards: [{ ...card, id: `${number}0` }] }),
    machine.question({ product: 'unknown', cards: [card] }),
    { ...machine.question({ cards: [card] }), qty: number as unknown as number },
    { ...machine.question({ cards: [card] }), [number]: number, slot: -1 },
  ];
  for (const question of asked) {
    await machine.publish('authorize', question);
    await machine.decisionOf(question.txn);
  }
  // Neither of these has a txn to answer.
  await machine.publish('authorize', `{"cards":[{"id":"${number}"`);
  await machine.publish('authorize', { ...machine.question({ cards: [card] }), txn: number });
  await machine.publish('state', { serialNo: number });
  await eventually(
    'all were counted',
    async () => (await bench.metric('maskfleet_invalid_messages_total')) === 5,
  );

  const said = [
    bench.logged(),
    JSON.stringify([...machine.messages, ...other.messages]),
    await (await fetch(`${bench.url}/metrics`)).text(),
    await (await bench.ask('/api/overview')).text(),
  ];
  const files = filesBelow(bench.dataDir).map((path) => readFileSync(path));
  expect(files.length).toBeGreaterThan(2);
  const hashes = [number, `tckn:${number}`].flatMap((text) =>
    ['sha256', 'sha1', 'md5'].map((algorithm) => createHash(algorithm).update(text).digest()),
  );
  for (const text of said) expect(text.includes(number)).toBe(false);
  for (const file of files) {
    expect(file.includes(number)).toBe(false);
    for (const hash of hashes) {
      expect(file.includes(hash)).toBe(false);
      expect(file.includes(hash.toString('hex'))).toBe(false);
    }
  }
  expect(other.messages.filter(({ topic }) => !topic.startsWith('mask/v1/izmir-02/desired'))).toEqual([]);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
