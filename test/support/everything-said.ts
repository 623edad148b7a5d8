import { fetchAs } from './sign-in.ts';

/** What an address answered. */
export interface ApiAnswer {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** What stands for the names in a path. */
export interface Names {
  readonly machines: readonly string[];
  readonly txns: readonly string[];
}

const pages = ['/', '/nearby', '/api/docs/json'];

/**
 * Asks every address that can be read, as an admin, with what it can be asked with: the server's own description lists
 * them. The live stream is left out, as it has no end.
 */
export async function everyAnswer(url: string, cookie: string, names: Names): Promise<ApiAnswer[]> {
  const ask = fetchAs(cookie);
  const read = async (path: string): Promise<ApiAnswer> => {
    const response = await ask(`${url}${path}`);
    const headers = JSON.stringify([...response.headers]);
    return { path, status: response.status, text: headers + (await response.text()) };
  };
  const described = await (await ask(`${url}/api/docs/json`)).json();
  const { paths } = described as { paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  const readable = Object.keys(paths).filter((path) => 'get' in (paths[path] ?? {}) && path !== '/api/live');
  const asked = readable.flatMap((path) => questions(path, names));
  const answers: ApiAnswer[] = [];
  for (const path of [...asked, ...pages]) answers.push(await read(path));
  return answers;
}

/** A path with names in the place of its words, each with the questions that it takes. */
function questions(path: string, { machines, txns }: Names): string[] {
  const isOfMachine = path.startsWith('/api/machines/{id}');
  const named = isOfMachine ? machines.map((id) => path.replace('{id}', id)) : [path.replace('{id}', '1')];
  const whole = named.flatMap((one) =>
    one.includes('{txn}') ? txns.map((txn) => one.replace('{txn}', txn)) : [one.replace('{version}', '1')],
  );
  return whole.flatMap((one) => queriesOf(path, machines).map((query) => `${one}${query}`));
}

function queriesOf(path: string, machines: readonly string[]): string[] {
  const today = new Date();
  const [from, to] = [-1, 1].map((days) =>
    new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10),
  );
  const split = ['none', 'district', 'machine', 'product', 'reason'];
  const measured = ['masks', 'vends', 'refusals', 'service'].flatMap((measure) =>
    split
      .filter((by) => by !== 'reason' || measure === 'refusals')
      .map((by) => `?measure=${measure}&step=hour&by=${by}&from=${from}&to=${to}`),
  );
  const most: Readonly<Record<string, readonly string[]>> = {
    '/api/analytics': measured,
    '/api/analytics.csv': measured.map((query) => `${query}&language=en`),
    '/api/alarms': ['?count=200'],
    '/api/audit': ['?count=200'],
    '/api/offline-report': ['', `?from=${from}&to=${to}`],
    '/api/pick-list': [`?machines=${machines.join(',')}`],
  };
  return [...(most[path] ?? [''])];
}
