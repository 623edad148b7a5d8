import { expect, test } from 'vitest';
import { loadBridgeConfig } from '../../../firmware-bridge/config.ts';
import { ConfigError } from '../../../protocol/base/config.ts';

const files: Record<string, string> = { '/token': 'secret\n', '/empty': '\n' };
const readFile = (path: string) => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' });
  return text;
};
const good = [
  '--machine',
  'm1',
  '--serial',
  '/dev/ttyUSB0',
  '--mqtt',
  'mqtt://localhost:1883',
  '--data',
  '/data',
];
const load = (argv: readonly string[], env: Record<string, string> = {}) =>
  loadBridgeConfig({ argv, env, readFile });

function mistakes(argv: readonly string[], env: Record<string, string> = {}): string[] {
  try {
    load(argv, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((one) => one.key).sort();
    throw error;
  }
  return [];
}

test('flags, environment and defaults make one frozen configuration, the token read and trimmed', () => {
  const config = load(good, { MASKFLEET_BRIDGE_TOKEN_FILE: '/token' });
  expect(config).toMatchObject({ machine: 'm1', token: 'secret', baudRate: 115_200, language: 'tr' });
  expect(Object.isFrozen(config)).toBe(true);
});

test('every mistake is told in one go, those of named files too', () => {
  const argv = [
    '--machine',
    'A!',
    '--mqtt',
    'http://x',
    '--baud-rate',
    'fast',
    '--token-file',
    '/none',
    '--ca',
    '/no',
  ];
  expect(mistakes(argv)).toEqual(['baudRate', 'ca', 'data', 'machine', 'mqtt', 'serial', 'tokenFile']);
});

test('an empty token file and a clock that cannot be read are mistakes', () => {
  expect(mistakes([...good, '--token-file', '/empty'])).toEqual(['tokenFile']);
  expect(mistakes([...good, '--token-file', '/token', '--simulated', 'soon'])).toEqual(['simulated']);
});

test('a ca without a certificate, and one for a connection without TLS, are mistakes', () => {
  const tls = ['--mqtt', 'mqtts://localhost:8883', '--token-file', '/token', '--ca', '/token'];
  expect(mistakes([...good, ...tls])).toEqual(['ca']);
  expect(mistakes([...good, '--token-file', '/token', '--ca', '/token'])).toEqual(['ca', 'ca']);
});

test('no message holds the token', () => {
  try {
    load(['--token-file', '/token']);
  } catch (error) {
    expect(String(error)).toContain('machine');
    expect(String(error)).not.toContain('secret');
    return;
  }
  throw new Error('mistakes expected');
});
