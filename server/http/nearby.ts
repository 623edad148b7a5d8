import { gzipSync } from 'node:zlib';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../../protocol/base/clock.ts';
import type { Language } from '../../protocol/display/catalogue.ts';
import type { ApiErrorCode } from '../../protocol/http/error-codes.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { Nearby } from '../../protocol/http/nearby.ts';
import { languageOf } from '../nearby/language.ts';
import { nearbyPage, scriptHash, sorryPage } from '../nearby/page.ts';
import { createRequestLimit, nearbyRule } from '../nearby/request-limit.ts';
import { createShared } from '../nearby/shared.ts';
import type { Store } from '../store/client.ts';

/** As long as a phone, or a proxy, keeps an answer. */
const keptSeconds = 30;

const Asked = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 20 })) });

/**
 * Which machine has masks, for everybody: the page for citizens, and what it tells for other programs. The only routes
 * that tell strangers of machines; what may be told is decided by the schema (protocol/http/nearby.ts) alone.
 */
export const nearbyRoutes: FastifyPluginAsync<{ store: Store; now: () => number; wall: Clock }> = async (
  app,
  { store, now, wall },
) => {
  const config = { access: 'public' } as const;
  const limit = createRequestLimit(wall.monotonic, nearbyRule);
  const nearby = createShared(() => store.call('nearby', now()), wall.monotonic);
  // A page for each language of the newest answer.
  const pages = new WeakMap<Nearby, Map<Language, Buffer>>();

  function pageOf(told: Nearby, language: Language): Buffer {
    const made = pages.get(told) ?? new Map<Language, Buffer>();
    pages.set(told, made);
    const page = made.get(language) ?? gzipSync(nearbyPage(told, language));
    made.set(language, page);
    return page;
  }

  /** Whether somebody has to wait; the answer says for how long. */
  function mustWait(request: FastifyRequest, reply: FastifyReply): boolean {
    const waitMs = limit(request.ip);
    if (waitMs > 0) reply.status(429).header('retry-after', Math.ceil(waitMs / 1000));
    return waitMs > 0;
  }
  const keep = (reply: FastifyReply) => reply.header('cache-control', `public, max-age=${keptSeconds}`);

  app.get(
    '/api/nearby',
    {
      config,
      schema: {
        tags: ['citizens'],
        summary: 'Which machine has masks now, and how many one may take',
        response: { 200: Nearby, '4xx': ApiError, '5xx': ApiError },
      },
    },
    async (request, reply) => {
      const refuse = (code: ApiErrorCode, message: string) => reply.send({ code, message });
      if (mustWait(request, reply))
        return refuse('TOO_MANY_REQUESTS', 'Too many questions from this address.');
      const told = await nearby();
      if (told === undefined) {
        refuseUnknown(reply);
        return refuse('NOT_KNOWN_NOW', 'Try again in a moment.');
      }
      keep(reply);
      return told;
    },
  );

  app.get<{ Querystring: { lang?: string } }>(
    '/nearby',
    { config, schema: { querystring: Asked } },
    async (request, reply) => {
      const { headers, query } = request;
      const language = languageOf(query.lang, headers['accept-language']);
      reply.type('text/html; charset=utf-8').header('vary', 'accept-language, accept-encoding');
      if (mustWait(request, reply)) return sorryPage('tooOften', language);
      const told = await nearby();
      if (told === undefined) return refuseUnknown(reply).send(sorryPage('notNow', language));
      // The policy of all pages allows scripts of files alone; this one stands in the page.
      const policy = String(reply.getHeader('content-security-policy') ?? '');
      reply.header('content-security-policy', policy.replace("script-src 'self'", `$& ${scriptHash}`));
      keep(reply);
      const takesGzip = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
      return takesGzip
        ? reply.header('content-encoding', 'gzip').send(pageOf(told, language))
        : nearbyPage(told, language);
    },
  );
};

const refuseUnknown = (reply: FastifyReply) => reply.status(503).header('retry-after', 10);
