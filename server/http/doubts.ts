import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import {
  Doubt,
  DoubtList,
  Quarantine,
  QuarantineOutcome,
  QuarantineVerdict,
  Reason,
} from '../../protocol/http/doubt.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { MachineId, Uuid } from '../../protocol/mqtt/fields.ts';
import { anyRole, operators } from '../access/guard.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const tags = ['machines'];
const messages = {
  MACHINE_UNKNOWN: 'There is no such machine.',
  NOT_IN_DOUBT: 'There is no such transaction, or it has an end already.',
  NOT_QUARANTINED: 'The machine is not quarantined.',
  TOO_MANY_WAITING: 'Too many commands wait for this machine already.',
} as const;

/** What waits for an operator's word. */
export const doubtRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  wallNow: () => number;
  onOrdered: (machine: string) => void;
}> = async (app, { store, now, wallNow, onOrdered }) => {
  app.get(
    '/api/doubts',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'Transactions without an end, with their age and why, the oldest first',
        response: { 200: DoubtList, '4xx': ApiError },
      },
    },
    async () => ({ doubts: await store.call('doubtList', now()) }),
  );

  app.post<{ Params: { id: string; txn: string }; Body: Reason }>(
    '/api/machines/:id/doubts/:txn/end',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: 'Ends a transaction as one of which nothing fell, with a reason',
        params: Type.Object({ id: MachineId, txn: Uuid }),
        body: Reason,
        response: { 200: Doubt, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const { id, txn } = request.params;
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      const ended = await store.call('endDoubt', id, txn, request.body.reason, given);
      return ended ?? answerRefusal(reply, 'NOT_IN_DOUBT', messages.NOT_IN_DOUBT);
    },
  );

  app.get<{ Params: { id: string } }>(
    '/api/machines/:id/quarantine',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'What a quarantine holds back, and what accepting it would book',
        params: Type.Object({ id: MachineId }),
        response: { 200: Quarantine, '4xx': ApiError },
      },
    },
    async (request, reply) =>
      (await store.call('quarantine', request.params.id)) ??
      answerRefusal(reply, 'MACHINE_UNKNOWN', messages.MACHINE_UNKNOWN),
  );

  app.post<{ Params: { id: string }; Body: QuarantineVerdict }>(
    '/api/machines/:id/quarantine',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: 'Accepts or rejects what a quarantined machine told, and has it begin a new journal',
        params: Type.Object({ id: MachineId }),
        body: QuarantineVerdict,
        response: { 200: QuarantineOutcome, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      const decision = await store.call('decideQuarantine', id, request.body, given);
      if (!decision.decided) return answerRefusal(reply, decision.code, messages[decision.code]);
      onOrdered(id);
      return decision.outcome;
    },
  );
};
