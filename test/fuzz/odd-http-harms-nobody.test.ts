import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import type { Role } from '../../protocol/http/access.ts';
import { sessionCookie } from '../support/sign-in.ts';
import { createMutator, fuzzSeed, fuzzTimeoutMs, inputCount } from './inputs.ts';
import { servedCity } from './served.ts';

const connectionsAtOnce = 8;
const mostGrowthBytes = 64 * 2 ** 20;

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** Some value that a schema allows, or nearly. */
function someOf(schema: Schema | undefined): unknown {
  if (schema === undefined) return 'x';
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return someOf(schema.anyOf[0]);
  if (schema.properties !== undefined)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, someOf(one)]));
  if (schema.type === 'array') return [someOf(schema.items)];
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  return 'honest-01';
}

/** Operations that would end the sessions that the inputs need, and the one that never ends its answer. */
const left = new Set(['delete /api/session', 'get /api/live']);

interface Request {
  readonly method: string;
  readonly target: string;
  readonly cookie: string | undefined;
  readonly body: string;
}

/** Every request that the API describes, by everybody who may or may not make it. */
async function samplesOf(url: string, cookies: readonly (string | undefined)[]): Promise<Request[]> {
  const document = (await (await fetch(`${url}/api/docs/json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return operations
    .filter(({ path, method }) => !left.has(`${method} ${path}`))
    .flatMap(({ path, method, operation: { parameters = [], requestBody } }) => {
      const query = parameters
        .filter((one) => one.in === 'query')
        .map(({ name, schema }) => `${name}=${encodeURIComponent(String(someOf(schema)))}`);
      const target = `${path.replace(/\{[^}]+\}/g, 'honest-01')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
      const schema = requestBody && Object.values(requestBody.content)[0]?.schema;
      const body = requestBody === undefined ? '' : JSON.stringify(someOf(schema));
      return cookies.map((cookie) => ({ method: method.toUpperCase(), target, cookie, body }));
    });
}

function bytesOf({ method, target, cookie, body }: Request): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, 'host: 127.0.0.1'];
  if (cookie !== undefined) lines.push(`cookie: ${cookie}`);
  if (body !== '') lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** What a request line can hold; the rest of it percent-encoded, as any client would. */
function inTarget(bytes: Buffer): string {
  const encoded = bytes
    .toString('latin1')
    .replace(/[^!-~]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `/${encoded.slice(1)}`;
}

type OddRequest = Omit<Request, 'body'> & { readonly body: Buffer };

/** Odd bodies and odd addresses in requests that are HTTP, and now and then one that is not even that. */
function createRequests(samples: readonly Request[], seed: number) {
  const withBody = samples.filter(({ body }) => body !== '').map(({ body }) => Buffer.from(body));
  const bodies = createMutator(withBody, seed);
  const targets = createMutator(
    samples.map(({ target }) => Buffer.from(target)),
    seed + 1,
  );
  const broken = createMutator(samples.map(bytesOf), seed + 2);
  return {
    isBroken: () => bodies.pick(9) === 0,
    broken: () => broken.next(),
    odd(): OddRequest {
      const one = samples[bodies.pick(samples.length - 1)] as Request;
      const isBody = one.body !== '' && bodies.pick(2) > 0;
      const body = isBody ? bodies.next() : Buffer.from(one.body);
      return { ...one, target: isBody ? one.target : inTarget(targets.next()), body };
    },
  };
}

interface Said {
  readonly code: number;
  readonly text: string;
}

/** Sends bytes on a connection of their own, and waits until the server is done with them. */
async function sendBytes(port: number, bytes: Buffer): Promise<Said | undefined> {
  const socket = connect({ host: '127.0.0.1', port });
  let said = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1');
  });
  socket.end(bytes);
  await once(socket, 'close');
  return said === '' ? undefined : { code: Number(/^HTTP\/1\.1 (\d{3}) /.exec(said)?.[1]), text: said };
}

/** Sends a request on a connection that is kept; gives its answer, or none where the server cut it off. */
function sendRequest(agent: Agent, port: number, one: OddRequest): Promise<Said | undefined> {
  const { method, target: path, cookie, body } = one;
  const headers = {
    ...(cookie === undefined ? {} : { cookie }),
    ...(body.length === 0 ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve) => {
    const sent = request({ agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const code = Number(answer.statusCode);
      text(answer).then(
        (said) => resolve({ code, text: said }),
        () => resolve(undefined),
      );
    });
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}

const name = `${inputCount} odd HTTP requests are answered or cut off, none as the server’s own fault, and machines are served meanwhile`;

it(name, { timeout: fuzzTimeoutMs }, async () => {
  const { server, dataDir, residentBytes, end } = await servedCity([]);
  const roles: Role[] = ['admin', 'operator', 'analyst'];
  const cookies = [undefined, ...roles.map((role) => sessionCookie(dataDir, role))];
  const requests = createRequests(await samplesOf(server.url, cookies), fuzzSeed);
  const port = Number(new URL(server.url).port);
  const codes = new Map<number, number>();
  const faults: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsAtOnce });
  onTestFinished(() => agent.destroy());

  async function run(inputs: number): Promise<void> {
    let unsent = inputs;
    const lane = async () => {
      while (unsent-- > 0) {
        const said = requests.isBroken()
          ? await sendBytes(port, requests.broken())
          : await sendRequest(agent, port, requests.odd());
        if (said === undefined) continue;
        codes.set(said.code, (codes.get(said.code) ?? 0) + 1);
        if (said.code >= 500) faults.push(said.text);
      }
    };
    await Promise.all(Array.from({ length: connectionsAtOnce }, lane));
  }

  await run(1_000);
  const before = residentBytes();
  await run(inputCount);
  const grown = residentBytes() - before;
  const { vends, booked, inTime } = await end();
  expect({ booked, inTime }).toEqual({ booked: vends, inTime: true });
  expect(faults).toEqual([]);
  for (const code of [200, 400, 401, 403, 404]) expect(codes.get(code), `answers ${code}`).toBeGreaterThan(0);
  expect(grown).toBeLessThan(mostGrowthBytes);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect(server.lines().filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
