import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { Reason } from '../../protocol/http/doubt.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { MachineDetail } from '../../protocol/http/fleet.ts';
import { MachineId } from '../../protocol/mqtt/fields.ts';
import { operators } from '../access/guard.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const messages = {
  MACHINE_UNKNOWN: 'There is no such machine.',
  NUMBERS_OPEN: 'Numbers are not closed at this machine.',
} as const;

/** Staff's word on numbers that a machine takes no more. */
export const numberRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  wallNow: () => number;
  onOrdered: (machine: string) => void;
}> = async (app, { store, now, wallNow, onOrdered }) => {
  app.post<{ Params: { id: string }; Body: Reason }>(
    '/api/machines/:id/numbers/open',
    {
      config: { access: operators },
      schema: {
        tags: ['machines'],
        summary: 'Lets typed and scanned numbers in again where they were closed, with a reason',
        params: Type.Object({ id: MachineId }),
        body: Reason,
        response: { 200: MachineDetail, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      const opened = await store.call('openNumbers', id, request.body.reason, given);
      if (!opened.done) return answerRefusal(reply, opened.code, messages[opened.code]);
      onOrdered(id);
      return store.call('machineDetail', id, now());
    },
  );
};
