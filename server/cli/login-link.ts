import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { newToken, tokenHash } from '../access/token.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { readConfig } from './configuration.ts';
import { print } from './database.ts';
import { onUsers } from './user.ts';

const LoginLink = Type.Object({
  data: ServerConfig.properties.data,
  url: Type.String({
    pattern: '^https?://[^/\\s]+$',
    default: 'http://127.0.0.1:8080',
    description: 'Where the pages are, as the browser calls it',
    allowed: 'http://HOST:PORT or https://HOST:PORT',
  }),
  validMinutes: Type.Integer({
    minimum: 1,
    maximum: 1_440,
    default: 10,
    description: 'How long the link may wait for its use',
    allowed: 'minutes from 1 to 1440',
  }),
});

/** `login-link NAME`: a link that signs a user in once, for who may read the server's data folder anyway. */
export async function runLoginLink(argv: readonly string[]): Promise<number> {
  const [name = '', ...flags] = argv;
  if (name === '' || name.startsWith('-')) throw new ServerError('CONFIG_INVALID', 'say login-link NAME');
  const { data, url, validMinutes } = readConfig(LoginLink, flags);
  const token = newToken(randomBytes);
  const nowMs = Date.now();
  const expiresAtMs = nowMs + validMinutes * 60_000;
  const made = onUsers(data, (users) =>
    users.addLink(name, tokenHash(token), expiresAtMs, 'command line', nowMs),
  );
  if (!made) throw new ServerError('USER_UNKNOWN', `there is no user ${name} who may sign in`);
  print({ user: name, link: `${url}/sign-in#${token}`, validMinutes });
  return 0;
}
