import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connackCode, openAccess } from '../../../server/broker/access.ts';
import { createBroker } from '../../../server/broker/broker.ts';
import { listenMqtt } from '../../../server/broker/listener.ts';
import { startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const script = join(import.meta.dirname, '../../../firmware-bridge/bin/bridge.js');

/** A bridge's flags, none of them wrong, with a token of its own. */
function flags(folder: string, mqtt: string, data = join(folder, 'data')): string[] {
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'secret-token\n');
  const serial = join(folder, 'no-such-port');
  return [
    ...['--machine', 'm1', '--serial', serial, '--mqtt', mqtt, '--token-file', tokenFile],
    ...['--data', data],
  ];
}

/** A broker that refuses everybody as one with a wrong token. */
async function refusingPort(): Promise<number> {
  const quiet = { onMessage() {}, onConnected() {}, onSubscribed() {}, onDisconnected() {}, onFault() {} };
  const refusal = { code: connackCode.badCredentials, reason: 'wrong-credentials' };
  const broker = await createBroker({ ...openAccess, connect: async () => refusal }, quiet);
  const listener = await listenMqtt(broker, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await listener.close();
    await broker.close();
  });
  return listener.address.port;
}

test('a wrong configuration ends it with 2 and every mistake, a folder that cannot be written with 1', () => {
  const folder = tempFolder();
  const wrong = spawnSync(process.execPath, [script, '--machine', 'A!', '--token-file', '/none'], {
    encoding: 'utf8',
  });
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/^CONFIG_INVALID: the configuration has 5 mistake/);
  for (const key of ['machine', 'serial', 'mqtt', 'data', 'tokenFile'])
    expect(wrong.stderr).toContain(`${key} = `);

  writeFileSync(join(folder, 'file'), '');
  const argv = flags(folder, 'mqtt://127.0.0.1:1', join(folder, 'file', 'data'));
  const unwritable = spawnSync(process.execPath, [script, ...argv], { encoding: 'utf8' });
  expect(unwritable.status).toBe(1);
  expect(unwritable.stderr).toMatch(/^DATA_NOT_WRITABLE: the data folder cannot be written: .*file\/data/);
});

test('a port that is not there and a server that refuses it are told by code, once, while it goes on trying', async () => {
  const folder = tempFolder();
  const bridge = startChild(script, flags(folder, `mqtt://127.0.0.1:${await refusingPort()}`));
  const serial = await bridge.line('a word about the port', ({ code }) => code === 'SERIAL_UNAVAILABLE');
  expect(serial.msg).toContain(join(folder, 'no-such-port'));
  const server = await bridge.line('a word about the server', ({ code }) => code === 'UPLINK_REFUSED');
  expect(server.msg).toMatch(/the server refuses this machine: .*password; trying again/);
  expect(await bridge.end('SIGTERM')).toBe(0);
  expect(bridge.lines.filter(({ code }) => code !== undefined)).toHaveLength(2);
  expect(JSON.stringify(bridge.lines)).not.toContain('secret-token');
});

test('a server that cannot be reached is told by another code', async () => {
  const bridge = startChild(script, flags(tempFolder(), 'mqtt://127.0.0.1:1'));
  const server = await bridge.line('a word about the server', ({ code }) => code === 'UPLINK_DOWN');
  expect(server.msg).toContain('ECONNREFUSED');
  expect(await bridge.end('SIGTERM')).toBe(0);
});

test('a folder on which another bridge runs is refused by whatever path, until that one has ended', async () => {
  const folder = tempFolder();
  const argv = flags(folder, 'mqtt://127.0.0.1:1');
  const first = startChild(script, argv);
  await first.line('a word that it runs', ({ msg }) => msg === 'the bridge runs');
  symlinkSync(join(folder, 'data'), join(folder, 'other-path'));
  for (const data of ['data', 'other-path']) {
    const second = spawnSync(
      process.execPath,
      [script, ...flags(folder, 'mqtt://127.0.0.1:1', join(folder, data))],
      {
        encoding: 'utf8',
      },
    );
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/^DATA_IN_USE: another bridge runs on this data folder: /);
  }
  await first.end('SIGKILL');
  const third = startChild(script, argv);
  await third.line('a word that it runs', ({ msg }) => msg === 'the bridge runs');
  expect(await third.end('SIGTERM')).toBe(0);
});
