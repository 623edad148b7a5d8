import type { FastifyPluginAsync } from 'fastify';
import { ApiError } from '../../protocol/http/figures.ts';
import { OfflineQuestion, OfflineReport } from '../../protocol/http/offline.ts';
import { anyRole } from '../access/guard.ts';
import { maxDays } from '../offline/operations.ts';
import type { Store } from '../store/client.ts';

/** What machines gave while they were cut off. */
export const offlineRoutes: FastifyPluginAsync<{ store: Store; now: () => number }> = async (
  app,
  { store, now },
) => {
  app.get<{ Querystring: OfflineQuestion }>(
    '/api/offline-report',
    {
      config: { access: anyRole },
      schema: {
        tags: ['machines'],
        summary:
          'What machines gave while cut off, which cards got more than a limit, and that the bound was kept',
        querystring: OfflineQuestion,
        response: { 200: OfflineReport, '4xx': ApiError },
      },
    },
    async ({ query }, reply) => {
      const answer = await store.call('offlineReport', query, now());
      if (answer.ok) return answer.report;
      const message = `from and to are dates, from not after to, at most ${maxDays} days.`;
      return reply.status(400).send({ code: answer.code, message });
    },
  );
};
