import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { influxdOf, isRunning } from '../../support/influx-bench.ts';
import { linesOf, runServerCommand, startServerProcess } from '../../support/server-process.ts';
import { fetchAs, sessionCookie } from '../../support/sign-in.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A server that would serve if nothing were wrong. */
const serve = (data: string, ...more: string[]) => [
  ...['--data', data, '--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0', '--influx', 'off', '--pages', data],
  ...more,
];

async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return (other.address() as { port: number }).port;
}

describe('a server', () => {
  it.each([
    { argv: ['--help'], told: /--tls-cert/ },
    { argv: ['verify', '-h'], told: /--influx/ },
    { argv: ['machine', 'enrol', '--help'], told: /login-link/ },
  ])('tells what $argv.0 takes, and does nothing', async ({ argv, told }) => {
    const { code, out, err } = await runServerCommand(argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(told);
    expect(out).toContain('Commands: serve,');
  });

  it('tells all mistakes of flags, environment and file at once', async () => {
    const folder = tempFolder();
    const file = join(folder, 'server.yaml');
    writeFileSync(file, 'influx: postgres\nlogLevel: loud\ncolour: blue\nhttp: 127.0.0.1:8080\n');
    const { code, err, out } = await runServerCommand(
      ['--config', file, '--mqtt', '127.0.0.1:99999', '--nonsense', 'left-over'],
      { MASKFLEET_SERVER_HTTP: 'nowhere', MASKFLEET_SERVER_INSECURE: 'perhaps' },
    );
    expect(code).toBe(2);
    expect(out).toBe('');
    for (const told of [
      /^CONFIG_INVALID: the configuration has 9 mistake/,
      /data = nothing/,
      /http = "nowhere" \(environment MASKFLEET_SERVER_HTTP\): allowed is HOST:PORT/,
      /mqtt = "127\.0\.0\.1:99999" \(--mqtt\)/,
      /influx = "postgres" \(file .*server\.yaml\)/,
      /logLevel = "loud" \(file/,
      /insecure = "perhaps" \(environment MASKFLEET_SERVER_INSECURE\)/,
      /colour = "blue"/,
      /--nonsense/,
      /left-over/,
    ]) {
      expect(err).toMatch(told);
    }
    expect(err).not.toMatch(/\.ts:\d+/);
  });

  it('tells with them what is wrong in the files that they name, the clock, and INFLUX_URL', async () => {
    const folder = tempFolder();
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, 'timeZone: Mars/Olympus\nlanguage: tr\nproducts: []\nrules: []\ncards: 9\n');
    const { code, err } = await runServerCommand(
      ['--http', 'nowhere', '--policy', policy, '--simulated', 'soon', '--tls-cert', join(folder, 'no.pem')],
      { INFLUX_URL: 'http//user:secret@host' },
    );
    expect(code).toBe(2);
    for (const told of [
      /^CONFIG_INVALID: the configuration has 9 mistake/,
      /data = nothing/,
      /http = "nowhere"/,
      /policy \/products = \[\] \(file .*policy\.yaml\): allowed is a list of 1 to 255 products/,
      /policy \/rules = /,
      /policy \/cards = 9/,
      /simulated = soon \(--simulated\): allowed is START,SPEED/,
      /tlsCert = .*no\.pem/,
      /tlsKey = nothing/,
      /INFLUX_URL = \(not shown\) \(environment INFLUX_URL\): allowed is http:/,
    ]) {
      expect(err).toMatch(told);
    }
    expect(err).not.toContain('secret');
  });

  it('tells a policy file’s mistakes at once', async () => {
    const folder = tempFolder();
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, 'timeZone: Mars/Olympus\nlanguage: tr\nproducts: []\nrules: []\ncards: 9\n');
    const { code, err } = await runServerCommand(serve(folder, '--policy', file));
    expect(code).toBe(2);
    expect(err).toMatch(/^POLICY_INVALID/);
    for (const key of ['products', 'rules', 'cards']) expect(err).toContain(key);
    const missing = await runServerCommand(serve(folder, '--policy', join(folder, 'no-such-file')));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('a readable YAML file') });
  });

  it('tells which address is taken', async () => {
    const port = await takenPort();
    const keys = ['http', 'mqtt'];
    const ended = await Promise.all(
      keys.map((key) => runServerCommand(serve(tempFolder(), `--${key}`, `127.0.0.1:${port}`))),
    );
    for (const [at, { code, err }] of ended.entries()) {
      expect(code).toBe(1);
      expect(err).toContain(`PORT_IN_USE: --${keys[at]} 127.0.0.1:${port}: the port is in use`);
    }
  });

  it('refuses a data folder that cannot be written', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const readOnly = join(folder, 'read-only');
    mkdirSync(readOnly);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', readOnly], { encoding: 'utf8' });
    if (mounted.status !== 0)
      throw new Error(`this test mounts a read-only disk and must run as root: ${mounted.stderr}`);
    onTestFinished(() => void spawnSync('umount', ['-l', readOnly]));
    const unmounted = join(folder, 'unmounted');
    symlinkSync(join(folder, 'nowhere'), unmounted);
    const folders = [
      join(folder, 'file', 'data'),
      join(readOnly, 'data'),
      readOnly,
      '/proc/nowhere',
      join(unmounted, 'data'),
      unmounted,
    ];
    const ended = await Promise.all(folders.map((data) => runServerCommand(serve(data))));
    for (const [at, { code, err }] of ended.entries()) {
      expect(code).toBe(1);
      expect(err).toContain(`DATA_NOT_WRITABLE: the data folder ${folders[at]} cannot be written`);
    }
  });

  it('refuses a data folder on which another server runs, and one of the other kind of time', async () => {
    const data = tempFolder();
    const first = await startServerProcess(data);
    expect(await runServerCommand(serve(data))).toMatchObject({
      code: 1,
      err: expect.stringContaining('DATA_IN_USE: another server runs on the data folder'),
    });
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    expect(await first.end('SIGTERM')).toBe(0);
    const simulated = await runServerCommand(serve(data, '--simulated', '2020-05-20T06:00:00Z,60'));
    expect(simulated).toMatchObject({ code: 1, err: expect.stringContaining('DATA_OTHER_CLOCK') });
  });

  it.each(['http', 'mqtt'])(
    'refuses to serve others without encryption unless told to: --%s',
    async (key) => {
      const data = tempFolder();
      const refused = await runServerCommand(serve(data, `--${key}`, '0.0.0.0:0'));
      expect(refused).toMatchObject({
        code: 1,
        err: expect.stringContaining(`NOT_LOOPBACK: --${key} 0.0.0.0:0`),
      });
      const insecure = await startServerProcess(data, [
        '--influx',
        'off',
        `--${key}`,
        '0.0.0.0:0',
        '--insecure',
      ]);
      expect(insecure.lines()[0]).toMatchObject({
        level: 40,
        msg: expect.stringContaining('without encryption'),
      });
    },
  );

  it('ends cleanly within ten seconds when it is asked to, and its InfluxDB with it', async () => {
    const data = tempFolder();
    const server = await startServerProcess(data, ['--influx', 'auto'], { PATH: process.env.PATH ?? '' });
    const viewer = await fetchAs(sessionCookie(data))(`${server.url}/api/live`);
    expect(viewer.status).toBe(200);
    const { pid } = influxdOf(data);
    expect(isRunning(pid)).toBe(true);
    const startedMs = performance.now();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(isRunning(pid)).toBe(false);
    expect(server.lines().at(-1)).toMatchObject({ msg: 'ended' });
    expect(server.err()).toBe('');
  });

  it('says which commands there are', async () => {
    const { code, err } = await runServerCommand(['frobnicate']);
    expect({ code, err }).toEqual({
      code: 2,
      err: '"frobnicate" is no command: there are serve, broker, machine, user, login-link, doubt, quarantine, policy, list, allow, voucher, erase, keys, why, offline, backup, restore, influx, verify\n',
    });
  });
});

describe('the broker alone', () => {
  it('runs for anybody with --open, and on loopback only', async () => {
    const port = await takenPort();
    const [plain, far, taken] = await Promise.all([
      runServerCommand(['broker']),
      runServerCommand(['broker', '--open', '--mqtt', '0.0.0.0:0']),
      runServerCommand(['broker', '--open', '--mqtt', `127.0.0.1:${port}`]),
    ]);
    expect(plain).toMatchObject({ code: 1, err: expect.stringContaining('--open') });
    expect(far).toMatchObject({ code: 1, err: expect.stringContaining('NOT_LOOPBACK') });
    expect(taken).toMatchObject({ code: 1, err: expect.stringContaining('PORT_IN_USE') });
    expect(linesOf(taken.out)).toEqual([]);
  });
});
