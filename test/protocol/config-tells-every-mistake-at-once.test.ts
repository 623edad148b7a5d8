import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../protocol/base/config.ts';
import { HelpWanted } from '../../protocol/base/help.ts';

const schema = Type.Object({
  httpPort: Type.Integer({ minimum: 1, maximum: 65_535, default: 8080, allowed: 'a port, 1 to 65535' }),
  dataFolder: Type.String({ minLength: 1, allowed: 'the path of a folder' }),
  ackTimeoutMs: Type.Number({ minimum: 1, default: 250, allowed: 'milliseconds, 1 or more' }),
  demo: Type.Boolean({ default: false, allowed: 'true or false' }),
  language: Type.Optional(Type.Enum(['tr', 'en'], { allowed: 'tr or en' })),
});

function load(argv: string[], env: Record<string, string> = {}, files: Record<string, string> = {}) {
  return loadConfig(schema, {
    argv,
    env,
    envPrefix: 'MASKFLEET_TEST',
    readFile(path) {
      const content = files[path];
      if (content === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
      return content;
    },
  });
}

function mistakes(...given: Parameters<typeof load>) {
  try {
    load(...given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('a configuration', () => {
  it('takes flags over environment over file over defaults', () => {
    const files = { 'a.yaml': 'httpPort: 1001\nackTimeoutMs: 3\ndataFolder: /file\n' };
    const env = { MASKFLEET_TEST_HTTP_PORT: '1002', MASKFLEET_TEST_ACK_TIMEOUT_MS: '2' };
    expect(load(['--config', 'a.yaml', '--http-port', '1003'], env, files)).toEqual({
      httpPort: 1003,
      ackTimeoutMs: 2,
      dataFolder: '/file',
      demo: false,
    });
    expect(load([], { MASKFLEET_TEST_CONFIG: 'a.yaml' }, files)).toMatchObject({ httpPort: 1001 });
    expect(load(['--data-folder=/flag'])).toMatchObject({ httpPort: 8080, dataFolder: '/flag' });
  });

  it('reads a bare flag as true, and text of a flag or environment as what the key wants', () => {
    expect(load(['--data-folder', 'x', '--demo'])).toMatchObject({ demo: true });
    expect(load(['--data-folder', '7'], { MASKFLEET_TEST_DEMO: 'false' })).toMatchObject({
      dataFolder: '7',
      demo: false,
    });
  });

  it.each(['--help', '-h'])('tells by %s what there is, and reads nothing else', (flag) => {
    let told: unknown;
    try {
      load(['--nonsense', flag]);
    } catch (error) {
      told = error;
    }
    expect(told).toBeInstanceOf(HelpWanted);
    const { message } = told as HelpWanted;
    for (const line of [
      /^ {2}--http-port /m,
      /allowed: a port, 1 to 65535; without it: 8080/,
      /allowed: the path of a folder; without it: it must be given/,
      /allowed: tr or en; without it: none/,
      /MASKFLEET_TEST_/,
    ])
      expect(message).toMatch(line);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(load(['--data-folder', 'x']))).toBe(true);
  });
});

describe('mistakes', () => {
  it('are told all at once, each with its key, source, value and what is allowed', () => {
    const files = { 'a.yaml': 'colour: red\ndemo: perhaps\n' };
    const env = { MASKFLEET_TEST_ACK_TIMEOUT_MS: 'soon', MASKFLEET_TEST_LANGUAGE: 'de' };
    const error = mistakes(
      ['--config', 'a.yaml', '--http-port', '70000', '--colour', 'x', 'stray'],
      env,
      files,
    );
    expect(error.code).toBe('CONFIG_INVALID');
    const known = '--config, --http-port, --data-folder, --ack-timeout-ms, --demo, --language';
    const expected = [
      { key: '--colour', source: 'command line', value: '', allowed: known },
      { key: 'x', source: 'command line', value: 'x', allowed: known },
      { key: 'stray', source: 'command line', value: 'stray', allowed: known },
      {
        key: 'colour',
        source: 'file a.yaml',
        value: '"red"',
        allowed: 'one of httpPort, dataFolder, ackTimeoutMs, demo, language',
      },
      { key: 'httpPort', source: '--http-port', value: '"70000"', allowed: 'a port, 1 to 65535' },
      { key: 'dataFolder', source: 'not given', value: 'nothing', allowed: 'the path of a folder' },
      {
        key: 'ackTimeoutMs',
        source: 'environment MASKFLEET_TEST_ACK_TIMEOUT_MS',
        value: '"soon"',
        allowed: 'milliseconds, 1 or more',
      },
      { key: 'demo', source: 'file a.yaml', value: '"perhaps"', allowed: 'true or false' },
      { key: 'language', source: 'environment MASKFLEET_TEST_LANGUAGE', value: '"de"', allowed: 'tr or en' },
    ];
    expect(error.problems).toEqual(expected);
    for (const { key, value, allowed } of expected) {
      expect(error.message).toContain(`${key} = ${value}`);
      expect(error.message).toContain(allowed);
    }
  });

  it.each([
    ['a flag without its value', ['--http-port'], 'httpPort'],
    ['an empty value', ['--http-port='], 'httpPort'],
    ['a fraction', ['--http-port', '1.5'], 'httpPort'],
    ['a boolean with another word', ['--demo=yes'], 'demo'],
  ])('%s is one', (_, argv, key) => {
    expect(mistakes(['--data-folder', 'x', ...argv]).problems.map((problem) => problem.key)).toEqual([key]);
  });

  it.each([
    ['a file that is not there', {}],
    ['a file that is no YAML', { 'a.yaml': 'a: [1' }],
    ['a file that holds a list', { 'a.yaml': '- 1' }],
  ])('%s is one, and the other keys are still looked at', (_, files) => {
    const { problems } = mistakes(['--config', 'a.yaml'], {}, files);
    expect(problems.map(({ key }) => key)).toEqual(['config', 'dataFolder']);
  });

  it('an empty file is none', () => {
    expect(load(['--config', 'a.yaml', '--data-folder', 'x'], {}, { 'a.yaml': '' })).toMatchObject({
      httpPort: 8080,
    });
  });
});
