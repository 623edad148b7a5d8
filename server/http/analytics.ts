import type { FastifyPluginAsync } from 'fastify';
import {
  AnalyticsAnswer,
  AnalyticsChoices,
  AnalyticsQuery,
  CsvQuery,
  Pulse,
} from '../../protocol/http/analytics.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import type { Answers } from '../analytics/answers.ts';
import { csvName, csvOf } from '../analytics/csv.ts';

const access = ['operator', 'analyst'] as const;
const tags = ['figures'];

/** The analysts' questions, as JSON and as CSV, and what the first page shows beside the totals. */
export const analyticsRoutes: FastifyPluginAsync<{ answers: Answers; pulse: () => Promise<Pulse> }> = async (
  app,
  { answers, pulse },
) => {
  app.get(
    '/api/pulse',
    {
      config: { access },
      schema: { tags, summary: 'What the first page shows beside the totals', response: { 200: Pulse } },
    },
    async () => pulse(),
  );

  app.get(
    '/api/analytics/choices',
    {
      config: { access },
      schema: { tags, summary: 'What the questions may be narrowed to', response: { 200: AnalyticsChoices } },
    },
    async () => answers.choices(),
  );

  app.get<{ Querystring: AnalyticsQuery }>(
    '/api/analytics',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Vends by time, place or reason',
        querystring: AnalyticsQuery,
        response: { 200: AnalyticsAnswer, 400: ApiError },
      },
    },
    async ({ query }, reply) => {
      const answered = await answers.answer(query);
      return answered.ok ? answered.value : reply.status(400).send(answered.problem);
    },
  );

  app.get<{ Querystring: CsvQuery }>(
    '/api/analytics.csv',
    {
      config: { access },
      schema: {
        tags,
        summary: 'The same answer as a CSV file, without the numbers of cells that tell of too few cards',
        querystring: CsvQuery,
        response: { 400: ApiError },
      },
    },
    async ({ query }, reply) => {
      const { language = 'en', ...question } = query;
      const answered = await answers.rows(question);
      if (!answered.ok) return reply.status(400).send(answered.problem);
      const stream = await csvOf(question, answered.value, language);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${csvName(question)}"`)
        .send(stream);
    },
  );
};
