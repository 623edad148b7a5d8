import { randomUUID } from 'node:crypto';
import type { Clock } from '../../protocol/base/clock.ts';
import type { MachineDetail } from '../../protocol/http/fleet.ts';
import type { NewVisit } from '../../protocol/http/restock.ts';
import type { VoucherBatch, VoucherList, VoucherOrder } from '../../protocol/http/vouchers.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { simulatorError } from '../errors.ts';
import { addUser, linkFor } from './login-link.ts';
import type { DemoMachine } from './machine.ts';
import type { Filling, SlotPlan } from './stock.ts';

/** Whom the pages and the audit log name for the vans' visits. */
const user = 'restocker';

const unauthorised = 401;

/** Where restockers read what to load and report their visits, and who makes vouchers: the API that their phones use. */
export interface Office {
  /** What each slot of a machine should hold. @throws PLAN_REFUSED */
  planOf(machine: Pick<DemoMachine, 'site'>): Promise<readonly SlotPlan[]>;
  /** Saves a visit; the server sends the machine its new counts. @throws VISIT_REFUSED */
  report(machine: Pick<DemoMachine, 'site'>, fillings: readonly Filling[]): Promise<void>;
  /** Makes a batch of vouchers for people without a card; their texts. @throws VOUCHERS_REFUSED */
  makeVouchers(): Promise<string[]>;
}

/** As many people without a card as come in a week, each with a voucher that is good for a month. */
const vouchers = { count: 2_000, days: 30 } as const;
const dayMs = 86_400_000;

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
    const answer = await send('/api/session/link', undefined, { token });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie === undefined) throw simulatorError('VISIT_REFUSED', `sign-in was answered ${answer.status}`);
    return cookie;
  }

  function send(path: string, cookie?: string, body?: object): Promise<Response> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    };
    const what = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return fetch(`${pages}${path}`, { headers, ...what });
  }

  /** As somebody who is signed in, and signs in again where that has ended. */
  async function ask(path: string, body?: object): Promise<Response> {
    for (let again = false; ; again = true) {
      session ??= signIn();
      try {
        const answer = await send(path, await session, body);
        if (answer.status !== unauthorised || again) return answer;
      } catch (error) {
        session = undefined;
        throw error;
      }
      session = undefined;
    }
  }

  return {
    async planOf({ site }) {
      const answer = await ask(`/api/machines/${site.id}`);
      if (!answer.ok) throw simulatorError('PLAN_REFUSED', `${answer.status} ${await answer.text()}`);
      const { machine } = (await answer.json()) as MachineDetail;
      return machine.slots.flatMap(({ slot, product, par }) =>
        product === null ? [] : [{ slot, product, par }],
      );
    },

    async report(machine, fillings) {
      const slots = fillings.map(({ slot, product, before, stock }) => {
        return { slot, product, found: before, filled: stock - before, removed: 0 };
      });
      const visit: NewVisit = {
        id: randomUUID(),
        machine: machine.site.id,
        at: instantOf(clock.now()),
        slots,
      };
      const answer = await ask('/api/visits', visit);
      if (!answer.ok) throw simulatorError('VISIT_REFUSED', `${answer.status} ${await answer.text()}`);
    },

    async makeVouchers() {
      const good = async (answer: Response) => {
        if (!answer.ok) throw simulatorError('VOUCHERS_REFUSED', `${answer.status} ${await answer.text()}`);
        return answer;
      };
      const { products } = (await (await good(await ask('/api/vouchers'))).json()) as VoucherList;
      const nowMs = clock.now();
      const order: VoucherOrder = {
        ...{ id: randomUUID(), name: 'Guests of the city', product: products[0]?.id ?? '' },
        ...{ items: 1, count: vouchers.count },
        validFrom: instantOf(nowMs - dayMs),
        validUntil: instantOf(nowMs + vouchers.days * dayMs),
      };
      const { id } = (await (await good(await ask('/api/vouchers', order))).json()) as VoucherBatch;
      const table = await (await good(await ask(`/api/vouchers/${id}/codes.csv`))).text();
      return table
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[1] ?? '');
    },
  };
}
