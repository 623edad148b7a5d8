import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { Feed, type FeedItem, Overview } from '../../protocol/http/figures.ts';
import { anyRole } from '../access/guard.ts';

/** Vends that one question may ask for. */
export const maxFeed = 200;
const defaultFeed = 30;

/** The figures of the first page, and the newest vends. */
export const overviewRoutes: FastifyPluginAsync<{
  overview: () => Promise<Overview>;
  feed: (count: number) => Promise<FeedItem[]>;
}> = async (app, { overview, feed }) => {
  const config = { access: anyRole };
  const tags = ['figures'];
  app.get(
    '/api/overview',
    { config, schema: { tags, summary: 'The figures of the first page', response: { 200: Overview } } },
    async () => overview(),
  );

  const querystring = Type.Object({
    count: Type.Integer({ minimum: 1, maximum: maxFeed, default: defaultFeed }),
  });
  app.get<{ Querystring: { count: number } }>(
    '/api/feed',
    { config, schema: { tags, summary: 'The newest vends', querystring, response: { 200: Feed } } },
    async (request) => ({ items: await feed(request.query.count) }),
  );
};
