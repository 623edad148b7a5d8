import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../protocol/http/figures.ts';
import { Assignees, AssignmentAnswer, AssignOrder } from '../../protocol/http/fleet.ts';
import { MachineId } from '../../protocol/mqtt/fields.ts';
import { operators } from '../access/guard.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const messages = {
  MACHINE_UNKNOWN: 'There is no such machine.',
  ASSIGNEE_UNKNOWN: 'Nobody of this name may operate machines.',
  ASSIGNEE_CHANGED: 'Somebody else was assigned, or nobody any more, since the page was shown.',
} as const;

/** Who looks after which machine. */
export const assignmentRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  /** People's time, of the audit log. */
  wallNow: () => number;
  /** Those who watch are to be told of a machine. */
  hub: { machineChanged: (machine: string) => void };
}> = async (app, { store, now, wallNow, hub }) => {
  const config = { access: operators };
  const tags = ['machines'];

  app.get(
    '/api/assignees',
    {
      config,
      schema: {
        tags,
        summary: 'Who may be sent to a machine',
        response: { 200: Assignees, '4xx': ApiError },
      },
    },
    async () => ({ names: await store.call('operatorNames') }),
  );

  app.put<{ Params: { id: string }; Body: AssignOrder }>(
    '/api/machines/:id/assignee',
    {
      config,
      schema: {
        tags,
        summary: 'Gives a machine to a person who looks after it, or back to nobody',
        params: Type.Object({ id: MachineId }),
        body: AssignOrder,
        response: { 200: AssignmentAnswer, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      const outcome = await store.call('assign', request.params.id, request.body, given);
      if (!outcome.done) return answerRefusal(reply, outcome.code, messages[outcome.code]);
      hub.machineChanged(request.params.id);
      return { assigned: outcome.assigned };
    },
  );
};
