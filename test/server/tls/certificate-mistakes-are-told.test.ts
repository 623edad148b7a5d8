import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority } from '../../support/authority.ts';
import { runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const serve = (...more: string[]) => {
  const data = tempFolder();
  const addresses = ['--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];
  return runServerCommand(['--data', data, ...addresses, '--influx', 'off', '--pages', data, ...more]);
};

describe('a certificate', () => {
  it('that cannot be used is told with key, value and what is allowed', async () => {
    const { certPath, keyPath } = authority('One').sign();
    const other = authority('Two').sign();
    const garbage = join(tempFolder(), 'garbage.pem');
    writeFileSync(garbage, 'nothing of the kind');
    const pem = (cert: string, key: string) => serve('--tls-cert', cert, '--tls-key', key);
    const [lone, missing, odd, swapped, foreign] = await Promise.all([
      serve('--tls-cert', certPath),
      pem('/nowhere/cert.pem', '/nowhere/key.pem'),
      pem(garbage, garbage),
      pem(keyPath, certPath),
      pem(certPath, other.keyPath),
    ]);
    for (const { code, out } of [lone, missing, odd, swapped, foreign])
      expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(lone.err).toMatch(/tlsKey = nothing \(not given\): allowed is a PEM file with the private key/);
    expect(missing.err).toMatch(
      /tlsCert = \/nowhere\/cert\.pem \(ENOENT.*\(--tls-cert\): allowed is a PEM file/,
    );
    expect(missing.err).toMatch(
      /tlsKey = \/nowhere\/key\.pem \(ENOENT.*\(--tls-key\): allowed is a PEM file/,
    );
    for (const { err } of [odd, swapped]) expect(err).toMatch(/has 2 mistake/);
    expect(foreign.err).toContain(
      `tlsKey = ${other.keyPath} (another key) (--tls-key): allowed is the private key of`,
    );
  });

  it('lets a server serve others without --insecure, by https and mqtts', async () => {
    const { certPath, keyPath } = authority('One').sign();
    const tls = ['--tls-cert', certPath, '--tls-key', keyPath];
    const server = await startServerProcess(tempFolder(), ['--influx', 'off', ...tls, '--http', '0.0.0.0:0']);
    const serving = server.lines().find(({ msg }) => msg === 'serving');
    expect(serving).toMatchObject({
      http: expect.stringMatching(/^https:\/\/0\.0\.0\.0:\d+$/),
      mqtt: expect.stringMatching(/^mqtts:\/\/127\.0\.0\.1:\d+$/),
    });
    const setUp = () => server.lines().find(({ setUp: link }) => link !== undefined)?.setUp;
    expect(String(setUp())).toMatch(/^https:\/\/0\.0\.0\.0:\d+\/setup#[\w-]{43}$/);
    expect(server.lines().filter(({ msg }) => String(msg).includes('without encryption'))).toEqual([]);
  });
});

it('a server without one that serves others says so to everybody, one on loopback does not', async () => {
  const open = await startServerProcess(tempFolder(), [
    '--influx',
    'off',
    '--mqtt',
    '0.0.0.0:0',
    '--insecure',
  ]);
  expect(await (await fetch(`${open.url}/api/session`)).json()).toMatchObject({ insecure: true });
  const closed = await startServerProcess(tempFolder(), ['--influx', 'off', '--insecure']);
  expect(await (await fetch(`${closed.url}/api/session`)).json()).toMatchObject({ insecure: false });
});
