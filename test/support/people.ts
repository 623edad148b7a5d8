import type { Session } from '../../protocol/http/access.ts';
import { serverBench } from './server-bench.ts';

/** A password that is taken, and another. */
export const [password, otherPassword] = ['a sentence that is long', 'quite another sentence'];

type Options = Parameters<typeof serverBench>[0];

/** A server with a browser's view of it: requests with one session's cookie, which answers may set and clear. */
export async function peopleBench(options: Options = {}) {
  const bench = await serverBench(options);

  function browser() {
    let cookie = '';
    async function send(method: string, path: string, body?: unknown) {
      const response = await fetch(`${bench.url}${path}`, {
        method,
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.get('set-cookie');
      if (set !== null)
        cookie = /Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(set) ? '' : (set.split(';')[0] ?? '');
      const text = await response.text();
      const answer = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
      return { status: response.status, set, retryAfter: response.headers.get('retry-after'), answer };
    }
    return {
      send,
      cookie: () => cookie,
      signIn: (name: string, secret: string) => send('POST', '/api/session', { name, password: secret }),
      who: async () => ((await send('GET', '/api/session')).answer as unknown as Session).user,
    };
  }

  /** Adds a user as an admin would. */
  async function addUser(name: string, role = 'operator', secret = password): Promise<number> {
    const response = await bench.ask('/api/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, role, password: secret }),
    });
    const { id } = (await response.json()) as { id: number };
    return id;
  }

  const audit = () =>
    bench.rows<{ actor: string; action: string; subject: string; detail: string }>(
      'SELECT actor, action, subject, detail FROM audit ORDER BY id',
    );
  return { ...bench, browser, addUser, audit };
}
