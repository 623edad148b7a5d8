import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { CaseList, CaseOutcome, CasesWaiting, CaseWord } from '../../protocol/http/cases.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { anyRole, operators } from '../access/guard.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const tags = ['cases'];
const messages = {
  CASE_UNKNOWN: 'There is no such case.',
  CASE_DECIDED: 'The case was decided before.',
  WORD_UNFIT: 'A claim is given or rejected, a dispute upheld or withdrawn.',
} as const;

/** What people contest: vends of which nothing came out, and shares that somebody else took. */
export const caseRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  wallNow: () => number;
}> = async (app, { store, now, wallNow }) => {
  app.get(
    '/api/cases',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'Claims and disputes: what waits, the oldest first, then what was decided, the newest first',
        response: { 200: CaseList, '4xx': ApiError },
      },
    },
    () => store.call('caseList', now()),
  );

  app.get(
    '/api/cases/waiting',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'How many claims and disputes wait for a person, and since when the oldest does',
        response: { 200: CasesWaiting, '4xx': ApiError },
      },
    },
    () => store.call('casesWaiting'),
  );

  app.post<{ Params: { case: number }; Body: CaseWord }>(
    '/api/cases/:case/decide',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: 'Decides on a case, with a reason',
        params: Type.Object({ case: Type.Integer({ minimum: 1 }) }),
        body: CaseWord,
        response: { 200: CaseOutcome, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      const decision = await store.call('decideCase', request.params.case, request.body, given);
      if (!decision.decided) return answerRefusal(reply, decision.code, messages[decision.code]);
      return decision.outcome;
    },
  );
};
