import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../protocol/http/figures.ts';
import { NewVisit, PickList, Visit, VisitList } from '../../protocol/http/restock.ts';
import { MachineId, Uuid } from '../../protocol/mqtt/fields.ts';
import { anyRole, operators } from '../access/guard.ts';
import type { VisitOutcome } from '../restock/operations.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { MachineIds } from './machines.ts';
import { answerRefusal } from './refuse.ts';

/** Visits that one question may ask for. */
const maxVisits = 200;
const defaultVisits = 50;

const Params = Type.Object({ id: Uuid });

/** What restockers load, and what they counted and left in the machines. */
export const restockRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  /** People's time, in which commands expire. */
  wallNow: () => number;
  onOrdered: (machine: string) => void;
}> = async (app, { store, now, wallNow, onOrdered }) => {
  const tags = ['restocking'];
  const look = { access: anyRole };
  const act = { access: operators };
  const response = { 200: Visit, '4xx': ApiError };

  function answer(reply: FastifyReply, outcome: VisitOutcome, ordered: boolean) {
    if ('refused' in outcome) return answerRefusal(reply, outcome.refused.code, outcome.refused.message);
    if (ordered) onOrdered(outcome.visit.machine);
    return outcome.visit;
  }

  app.get<{ Querystring: { machines: string } }>(
    '/api/pick-list',
    {
      config: look,
      schema: {
        tags,
        summary: 'What to load for some machines',
        querystring: Type.Object({ machines: MachineIds }),
        response: { 200: PickList, '4xx': ApiError },
      },
    },
    async ({ query }) => store.call('pickList', query.machines.split(','), now()),
  );

  app.post<{ Body: NewVisit }>(
    '/api/visits',
    {
      config: act,
      schema: {
        tags,
        summary: 'Saves a visit: what was counted and left in a machine',
        body: NewVisit,
        response,
      },
    },
    async (request, reply) => {
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      return answer(reply, await store.call('saveVisit', request.body, given), true);
    },
  );

  app.post<{ Params: { id: string } }>(
    '/api/visits/:id/again',
    {
      config: act,
      schema: { tags, summary: 'Sends a visit’s orders to its machine again', params: Params, response },
    },
    async (request, reply) => {
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      return answer(reply, await store.call('sendVisitAgain', request.params.id, given), true);
    },
  );

  app.get<{ Querystring: { machine?: string; count: number } }>(
    '/api/visits',
    {
      config: look,
      schema: {
        tags,
        summary: 'The newest visits',
        querystring: Type.Object({
          machine: Type.Optional(MachineId),
          count: Type.Integer({ minimum: 1, maximum: maxVisits, default: defaultVisits }),
        }),
        response: { 200: VisitList, '4xx': ApiError },
      },
    },
    async ({ query }) => ({ visits: await store.call('visitList', query.count, wallNow(), query.machine) }),
  );

  app.get<{ Params: { id: string } }>(
    '/api/visits/:id',
    { config: look, schema: { tags, summary: 'One visit', params: Params, response } },
    async ({ params }, reply) => answer(reply, await store.call('visit', params.id, wallNow()), false),
  );
};
