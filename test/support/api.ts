import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** What the API answered, its body read. */
export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Asks the API of a server under test, as whoever the cookie names (see sign-in.ts). */
export function apiOf(url: string, cookie: string) {
  async function ask(method: string, path: string, body?: object): Promise<Answered> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(`${url}${path}`, { method, headers, ...init });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  return {
    post: (path: string, body?: object) => ask('POST', path, body),
    get: (path: string) => ask('GET', path),
    /** An answer that must be of a shape of the API. */
    async read<S extends TSchema>(schema: S, path: string): Promise<Static<S>> {
      const { status, body } = await ask('GET', path);
      if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
      const [problem] = Compile(schema).Errors(body);
      if (problem) throw new Error(`${path}: ${problem.instancePath} ${problem.message}`);
      return body as Static<S>;
    },
  };
}
