import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { password } from '../../support/people.ts';
import { runServerCommand } from '../../support/server-process.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const script = join(import.meta.dirname, '../../../server/bin/server.js');

/** A command at a terminal, and everything that stands on its screen. */
function atTerminal(...argv: string[]) {
  const terminal = spawn(process.execPath, [script, ...argv], { env: { PATH: '/nowhere' } });
  let screen = '';
  terminal.onData((text) => {
    screen += text;
  });
  let code: number | undefined;
  terminal.onExit(({ exitCode }) => {
    code = exitCode;
  });
  onTestFinished(() => {
    if (code === undefined) terminal.kill();
  });
  return {
    screen: () => screen,
    type: (text: string) => terminal.write(text),
    asks: (question: string) => eventually(question, () => screen.includes(question)),
    ended: () => eventually('the end', () => code !== undefined).then(() => code),
  };
}

it('a password is asked for twice at a terminal, stands never on it, and can be mended while it is typed', async () => {
  const data = tempFolder();
  const add = atTerminal('user', 'add', 'ayse', '--role', 'admin', '--data', data);
  await add.asks('Password: ');
  add.type(`${password}x\u007f\r`);
  await add.asks('Once more: ');
  add.type(`${password}\r`);
  expect(await add.ended()).toBe(0);
  expect(add.screen()).toContain('"name":"ayse"');
  expect(add.screen()).not.toContain(password);
});

it.each([
  ['two that differ', `${password}\r`, `${password}!\r`, 'the two passwords are not the same'],
  ['Ctrl-C', '\u0003', undefined, 'no password was given'],
])('%s make no user', async (_, first, second, told) => {
  const data = tempFolder();
  const add = atTerminal('user', 'add', 'ayse', '--role', 'admin', '--data', data);
  await add.asks('Password: ');
  add.type(first);
  if (second !== undefined) {
    await add.asks('Once more: ');
    add.type(second);
  }
  expect(await add.ended()).toBe(1);
  expect(add.screen()).toContain(told);
  expect((await runServerCommand(['user', 'list', '--data', data])).out).toBe('');
});
