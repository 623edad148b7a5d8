import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../protocol/http/figures.ts';
import type { MachineView } from '../../protocol/http/fleet.ts';
import { MachineDetail, MachineList, maxMachineIds, Timeline } from '../../protocol/http/fleet.ts';
import { instantOf, MachineId } from '../../protocol/mqtt/fields.ts';
import { anyRole } from '../access/guard.ts';
import { readCursor } from '../fleet/timeline.ts';
import type { Store } from '../store/client.ts';
import { answerRefusal } from './refuse.ts';

/** Items of a timeline that one question may ask for. */
const maxTimeline = 200;
const defaultTimeline = 50;

const Params = Type.Object({ id: MachineId });
const ids = `[a-z0-9][a-z0-9-]{1,31}`;
/** Some machines, as one word of a query: a,b,c. */
export const MachineIds = Type.String({ pattern: `^${ids}(,${ids}){0,${maxMachineIds - 1}}$` });

/** The machines as they stand, one of them, and what happened to it. */
export const machineRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  /** All machines, read once for all who ask together. */
  machines: () => Promise<MachineView[]>;
}> = async (app, { store, now, machines }) => {
  const config = { access: anyRole };
  const tags = ['machines'];
  const unknown = 'There is no such machine.';

  app.get<{ Querystring: { ids?: string } }>(
    '/api/machines',
    {
      config,
      schema: {
        tags,
        summary: 'The machines as they stand',
        querystring: Type.Object({ ids: Type.Optional(MachineIds) }),
        response: { 200: MachineList, '4xx': ApiError },
      },
    },
    async ({ query }) => ({
      at: instantOf(now()),
      machines:
        query.ids === undefined
          ? await machines()
          : await store.call('machineViews', now(), [...new Set(query.ids.split(','))]),
    }),
  );

  app.get<{ Params: { id: string } }>(
    '/api/machines/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One machine, slot by slot',
        params: Params,
        response: { 200: MachineDetail, '4xx': ApiError },
      },
    },
    async ({ params }, reply) =>
      (await store.call('machineDetail', params.id, now())) ??
      answerRefusal(reply, 'MACHINE_UNKNOWN', unknown),
  );

  app.get<{ Params: { id: string }; Querystring: { before?: string; count: number } }>(
    '/api/machines/:id/timeline',
    {
      config,
      schema: {
        tags,
        summary: 'What happened to a machine, newest first',
        params: Params,
        querystring: Type.Object({
          before: Type.Optional(Type.String({ maxLength: 100 })),
          count: Type.Integer({ minimum: 1, maximum: maxTimeline, default: defaultTimeline }),
        }),
        response: { 200: Timeline, '4xx': ApiError },
      },
    },
    async ({ params, query }, reply) => {
      const before = query.before === undefined ? undefined : readCursor(query.before);
      if (query.before !== undefined && before === undefined)
        return answerRefusal(reply, 'CURSOR_WRONG', 'That is no place of this timeline.');
      const page = await store.call('timeline', params.id, before, query.count);
      return page ?? answerRefusal(reply, 'MACHINE_UNKNOWN', unknown);
    },
  );
};
