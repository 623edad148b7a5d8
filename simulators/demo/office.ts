import { randomUUID } from 'node:crypto';
import type { Clock } from '../../protocol/base/clock.ts';
import type { NewVisit } from '../../protocol/http/restock.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { simulatorError } from '../errors.ts';
import { addUser, linkFor } from './login-link.ts';
import type { DemoMachine } from './machine.ts';
import type { Filling } from './stock.ts';

/** Whom the pages and the audit log name for the vans' visits. */
const user = 'restocker';

const unauthorised = 401;

/** Where restockers report their visits: the API that their phones use. */
export interface Office {
  /** Saves a visit; the server sends the machine its new counts. @throws VISIT_REFUSED */
  report(machine: DemoMachine, fillings: readonly Filling[]): Promise<void>;
}

/** Signs in by a one-time link at the first report, and again where the session has ended. */
export function createOffice({
  serverDir,
  pages,
  clock,
}: {
  readonly serverDir: string;
  readonly pages: string;
  readonly clock: Clock;
}): Office {
  let session: Promise<string> | undefined;

  async function signIn(): Promise<string> {
    await addUser(serverDir, user, 'operator');
    const token = new URL(await linkFor(serverDir, user, pages)).hash.slice(1);
    const answer = await post('/api/session/link', { token });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie === undefined) throw simulatorError('VISIT_REFUSED', `sign-in was answered ${answer.status}`);
    return cookie;
  }

  function post(path: string, body: object, cookie?: string): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) };
    return fetch(`${pages}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async function save(visit: NewVisit): Promise<Response> {
    session ??= signIn();
    try {
      return await post('/api/visits', visit, await session);
    } catch (error) {
      session = undefined;
      throw error;
    }
  }

  return {
    async report(machine, fillings) {
      const slots = fillings.map(({ slot, product, before, stock }) => {
        return { slot, product, found: before, filled: stock - before, removed: 0 };
      });
      const visit = { id: randomUUID(), machine: machine.site.id, at: instantOf(clock.now()), slots };
      let answer = await save(visit);
      if (answer.status === unauthorised) {
        session = undefined;
        answer = await save(visit);
      }
      if (!answer.ok) throw simulatorError('VISIT_REFUSED', `${answer.status} ${await answer.text()}`);
    },
  };
}
