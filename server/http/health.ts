import type { FastifyPluginAsync } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Metrics } from '../metrics.ts';

/** One part of the server and how it stands; `reason` says why it isn't well. */
const Check = Type.Object({ name: Type.String(), ok: Type.Boolean(), reason: Type.Optional(Type.String()) });

/** Whether machines can be served; parts that only concern the pages are told and don't count. */
export const Readiness = Type.Object({ ready: Type.Boolean(), checks: Type.Array(Check) });
export type Readiness = Static<typeof Readiness>;

/** For supervisors and monitoring: the process lives, machines can be served, and the figures of both. */
export const healthRoutes: FastifyPluginAsync<{
  metrics: Metrics;
  readiness: () => Promise<Readiness>;
}> = async (app, { metrics, readiness }) => {
  const config = { access: 'public' } as const;
  const tags = ['health'];
  app.get(
    '/healthz',
    {
      config,
      schema: {
        tags,
        summary: 'Whether the process lives',
        response: { 200: Type.Object({ ok: Type.Boolean() }) },
      },
    },
    async () => ({
      ok: true,
    }),
  );

  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        summary: 'Whether machines can be served, part by part',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const state = await readiness();
      return reply.status(state.ready ? 200 : 503).send(state);
    },
  );

  // Figures of the machine that it runs on are for its keepers: from here without a word, from elsewhere signed in.
  app.get(
    '/metrics',
    { config: { access: 'local' }, schema: { tags, summary: 'Figures for Prometheus, as text' } },
    async (_request, reply) => {
      reply.type(metrics.registry.contentType);
      return metrics.registry.metrics();
    },
  );
};
