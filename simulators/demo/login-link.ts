import { messageOf } from '../../protocol/base/errors.ts';
import { serverCommand } from './server-child.ts';

/** The user of the demo's pages, whom no password signs in, only links. */
const user = 'demo';
/** Enough for somebody who starts the demo and gets himself a coffee. */
const validMinutes = 60;

/** Makes the user, unless an earlier run did; before the server's first start, so that it asks for none. */
export async function addDemoUser(serverDir: string): Promise<void> {
  const argv = ['user', 'add', user, '--role', 'admin', '--no-password', '--data', serverDir];
  await serverCommand(...argv).catch((error: unknown) => {
    if (!messageOf(error).includes('USER_EXISTS')) throw error;
  });
}

/** A link that opens the pages and signs the user in, once. */
export async function loginLink(serverDir: string, pages: string): Promise<string> {
  const flags = ['--data', serverDir, '--url', pages, '--valid-minutes', String(validMinutes)];
  const { link } = JSON.parse(await serverCommand('login-link', user, ...flags)) as { link: string };
  return link;
}

/** How a person gets another link, for another browser. */
export function anotherLink(serverDir: string, pages: string): string {
  return `npm run -s server -- login-link ${user} --data ${serverDir} --url ${pages}`;
}
