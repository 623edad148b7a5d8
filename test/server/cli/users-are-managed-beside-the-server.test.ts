import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otherPassword, password } from '../../support/people.ts';
import { linesOf, startServerProcess } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const script = join(import.meta.dirname, '../../../server/bin/server.js');

/** Runs a command with something on its standard input. */
async function run(input: string, ...argv: string[]) {
  const child = spawn(process.execPath, [script, ...argv], { env: { PATH: '/nowhere' } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => {
    out += String(bytes);
  });
  child.stderr.on('data', (bytes) => {
    err += String(bytes);
  });
  child.stdin.on('error', () => {}).end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err, said: linesOf(out) };
}

const signIn = (url: string, name: string, secret: string) =>
  fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: secret }),
  });

describe('user', () => {
  it('add, list, role, disable, enable and password work while the server runs', async () => {
    const data = tempFolder();
    const server = await startServerProcess(data);
    const user = (input: string, ...argv: string[]) => run(input, 'user', ...argv, '--data', data);

    const added = await user(`${password}\n`, 'add', 'Ayse', '--role', 'operator');
    expect(added).toMatchObject({
      code: 0,
      err: '',
      said: [{ name: 'Ayse', role: 'operator', hasPassword: true }],
    });
    expect((await user(password, 'add', 'root', '--role', 'admin')).code).toBe(0);
    const session = await signIn(server.url, 'ayse', password);
    expect(session.status).toBe(200);
    const headers = { cookie: session.headers.get('set-cookie')?.split(';')[0] ?? '' };
    const who = async () =>
      (await (await fetch(`${server.url}/api/session`, { headers })).json()) as { user: unknown };

    expect((await user('', 'role', 'AYSE', '--role', 'analyst')).said).toMatchObject([{ role: 'analyst' }]);
    expect((await who()).user).toEqual({ name: 'Ayse', role: 'analyst' });
    expect((await user('', 'disable', 'ayse')).code).toBe(0);
    expect((await who()).user).toBeNull();
    expect((await user('', 'enable', 'ayse')).code).toBe(0);
    expect((await user(otherPassword, 'password', 'ayse')).code).toBe(0);
    expect((await signIn(server.url, 'ayse', password)).status).toBe(401);
    expect((await signIn(server.url, 'ayse', otherPassword)).status).toBe(200);
    expect((await user('', 'list')).said).toMatchObject([{ name: 'Ayse' }, { name: 'root' }]);

    expect(await user('', 'disable', 'root')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^LAST_ADMIN: /),
    });
    expect(await user('', 'role', 'nobody', '--role', 'admin')).toMatchObject({
      ...{ code: 1, err: expect.stringMatching(/^USER_UNKNOWN: /) },
    });
    expect(await user(password, 'add', 'AYSE', '--role', 'admin')).toMatchObject({
      ...{ code: 1, err: expect.stringMatching(/^USER_EXISTS: /) },
    });
  });

  it.each([
    [
      'a short password',
      'short',
      ['add', 'ayse', '--role', 'admin'],
      /USER_INVALID: A password has at least 12/,
    ],
    ['no password', '', ['add', 'ayse', '--role', 'admin'], /USER_INVALID/],
    [
      'a role that is none',
      password,
      ['add', 'ayse', '--role', 'king'],
      /role = "king" .*allowed is admin, op/,
    ],
    ['no role', password, ['add', 'ayse'], /role = nothing/],
    [
      'a password on the command line',
      '',
      ['add', 'ayse', '--role', 'admin', '--password', 'x'],
      /--password/,
    ],
    ['a name that is none', password, ['add', 'a b', '--role', 'admin'], /USER_INVALID: "a b" is no name/],
    ['no name', '', ['add'], /CONFIG_INVALID: say user add NAME/],
    ['a verb that is none', '', ['frob', 'ayse'], /CONFIG_INVALID: say user add NAME/],
  ])('with %s tells so and makes nobody', async (_, input, argv, told) => {
    const data = tempFolder();
    const { code, err, out } = await run(input, 'user', ...argv, '--data', data);
    expect(err).toMatch(told);
    expect([code === 1 || code === 2, out]).toEqual([true, '']);
    expect((await run('', 'user', 'list', '--data', data)).out).toBe('');
  });
});

describe('login-link', () => {
  it('gives a link that signs a user in once, also one who has no password', async () => {
    const data = tempFolder();
    const made = await run('', 'user', 'add', 'demo', '--role', 'admin', '--no-password', '--data', data);
    expect(made.said).toMatchObject([{ name: 'demo', hasPassword: false }]);
    const server = await startServerProcess(data);
    expect(server.lines().filter((line) => line.setUp !== undefined)).toEqual([]);
    const { said } = await run('', 'login-link', 'demo', '--data', data, '--url', server.url);
    const { link } = said[0] as { link: string };
    expect(link).toMatch(new RegExp(`^${server.url}/sign-in#[\\w-]{43}$`));
    const use = () =>
      fetch(`${server.url}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: link.split('#')[1] }),
      });
    const first = await use();
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ user: { name: 'demo', role: 'admin' } });
    expect((await use()).status).toBe(403);
    // Without a password no password is right, the empty one neither.
    for (const secret of ['', 'demo', password])
      expect((await signIn(server.url, 'demo', secret)).ok).toBe(false);
  });

  it('is made for nobody who may not sign in', async () => {
    const data = tempFolder();
    await run('', 'user', 'add', 'demo', '--role', 'admin', '--no-password', '--data', data);
    expect(await run('', 'login-link', 'nobody', '--data', data)).toMatchObject({
      ...{ code: 1, out: '', err: expect.stringMatching(/^USER_UNKNOWN: /) },
    });
  });
});

it('the first start tells a link to the set-up page, and no default password opens anything', async () => {
  const server = await startServerProcess(tempFolder());
  const told = server.lines().find((line) => line.setUp !== undefined);
  expect(told).toMatchObject({ level: 40, msg: expect.stringContaining('open this link once') });
  expect(String(told?.setUp)).toMatch(new RegExp(`^${server.url}/setup#[\\w-]{43}$`));
  for (const [name, secret] of [
    ['admin', 'admin'],
    ['admin', ''],
    ['root', 'root'],
    ['maskfleet', 'maskfleet'],
  ] as const)
    expect((await signIn(server.url, name, secret)).ok).toBe(false);
});
