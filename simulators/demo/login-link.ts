import { messageOf } from '../../protocol/base/errors.ts';
import { serverCommand } from './server-child.ts';

/** The user of the demo's pages, whom no password signs in, only links. */
const user = 'demo';
/** Enough for somebody who starts the demo and gets himself a coffee. */
const validMinutes = 60;

/** Makes the user of the pages; before the server's first start, so that it asks for none. */
export const addDemoUser = (serverDir: string): Promise<void> => addUser(serverDir, user, 'admin');

/** A link that opens the pages and signs the user in, once. */
export const loginLink = (serverDir: string, pages: string): Promise<string> =>
  linkFor(serverDir, user, pages);

/** Makes a user whom only links sign in, unless an earlier run did. */
export async function addUser(serverDir: string, name: string, role: 'admin' | 'operator'): Promise<void> {
  const argv = ['user', 'add', name, '--role', role, '--no-password', '--data', serverDir];
  await serverCommand(...argv).catch((error: unknown) => {
    if (!messageOf(error).includes('USER_EXISTS')) throw error;
  });
}

/** A one-time link for a user. */
export async function linkFor(serverDir: string, name: string, pages: string): Promise<string> {
  const flags = ['--data', serverDir, '--url', pages, '--valid-minutes', String(validMinutes)];
  const { link } = JSON.parse(await serverCommand('login-link', name, ...flags)) as { link: string };
  return link;
}

/** How a person gets another link, for another browser. */
export function anotherLink(serverDir: string, pages: string): string {
  return `npm run -s server -- login-link ${user} --data ${serverDir} --url ${pages}`;
}
