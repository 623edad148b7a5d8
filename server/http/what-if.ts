import type { FastifyPluginAsync } from 'fastify';
import { ApiError } from '../../protocol/http/figures.ts';
import { WhatIf, WhatIfQuestion } from '../../protocol/http/what-if.ts';
import { analysts } from '../access/guard.ts';
import { midnightOf } from '../analytics/steps.ts';
import { reviewPolicy } from '../policy/review.ts';
import type { RunWhatIf } from '../whatif/run.ts';
import { answerRefusal } from './refuse.ts';

/** Tries a draft on what was asked. */
export const whatIfRoutes: FastifyPluginAsync<{ whatIf: RunWhatIf }> = async (app, { whatIf }) => {
  app.post<{ Body: WhatIfQuestion }>(
    '/api/policies/what-if',
    {
      config: { access: analysts },
      schema: {
        tags: ['policies'],
        summary:
          'What a policy would have done with what was asked, beside what happened; takes up to a minute',
        body: WhatIfQuestion,
        response: { 200: WhatIf, '4xx': ApiError, '5xx': ApiError },
      },
    },
    async ({ body }, reply) => {
      const { document } = reviewPolicy(body.text, undefined);
      if (document === undefined)
        return answerRefusal(reply, 'POLICY_MISTAKEN', 'The draft has mistakes: check it first.');
      const isDay = (day: string) => midnightOf(day, document.timeZone) !== undefined;
      if (!isDay(body.from) || !isDay(body.to) || body.from > body.to)
        return answerRefusal(reply, 'RANGE_INVALID', 'The first day is after the last, or is no day.');
      const leaving = new AbortController();
      reply.raw.once('close', () => leaving.abort());
      try {
        return await whatIf(body, leaving.signal);
      } catch (error) {
        // Who has left needs no answer, and nothing went wrong.
        if (leaving.signal.aborted) return reply.hijack();
        throw error;
      }
    },
  );
};
