import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify';
import type { Role } from '../../protocol/http/access.ts';
import type { ApiErrorCode } from '../../protocol/http/error-codes.ts';
import { ServerError } from '../errors.ts';
import type { SessionCookie } from './cookie.ts';
import { isForeign } from './foreign.ts';
import type { SignedIn } from './operations.ts';
import type { Sessions } from './sessions.ts';

/**
 * Who may use a route: everybody; whoever asks from this machine itself, and else whoever is signed in; or the roles
 * named here, and admins always.
 */
export type Access = 'public' | 'local' | readonly Role[];

/** Whoever is signed in. */
export const anyRole = ['operator', 'analyst'] as const satisfies Access;
/** Who keeps machines serving. */
export const operators = ['operator'] as const satisfies Access;
/** Who studies what was given. */
export const analysts = ['analyst'] as const satisfies Access;
/** Admins alone. */
export const adminOnly = ['admin'] as const satisfies Access;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. The server does not start with a route that does not say. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who is signed in; undefined on public routes and for requests from this machine. */
    who: SignedIn | undefined;
  }
}

/** Whether somebody with a role may do what is open to `access`. */
export function isAllowed(role: Role, access: readonly Role[]): boolean {
  return role === 'admin' || access.includes(role);
}

/** Closes every route but to those whom it names. Called before any route is made. */
export function guardRoutes(app: FastifyInstance, deps: { sessions: Sessions; cookie: SessionCookie }): void {
  const { sessions, cookie } = deps;
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  // Looked at when all are made: a folder of routes may say it for all of its own with a hook.
  app.addHook('onReady', async () => {
    const silent = routes.filter(({ config }) => config?.access === undefined);
    if (silent.length === 0) return;
    const named = silent.map(({ method, url }) => `${method} ${url}`).join(', ');
    throw new ServerError('ROUTE_WITHOUT_ACCESS', `nobody said who may use ${named}`);
  });

  app.decorateRequest('who', undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    if (isForeign(request.method, request.headers))
      return refuse(reply, 403, 'FOREIGN_PAGE', 'This came from a page of another site.');
    const access = request.routeOptions.config.access ?? adminOnly;
    if (access === 'public' || (access === 'local' && isFromHere(request))) return;
    const who = await sessions.who(cookie.read(request));
    if (who === undefined) return refuse(reply, 401, 'NOT_SIGNED_IN', 'Sign in first.');
    if (!isAllowed(who.role, access === 'local' ? anyRole : access))
      return refuse(reply, 403, 'NOT_ALLOWED', 'Your role may not do this.');
    request.who = who;
  });
}

/** A proxy on this machine speaks for others, and says so. */
function isFromHere({ ip, headers }: { ip: string; headers: Record<string, unknown> }): boolean {
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(ip);
}

/** Answers a refusal in the API's one shape. */
export function refuse(
  reply: FastifyReply,
  status: number,
  code: ApiErrorCode,
  message: string,
): FastifyReply {
  return reply.status(status).send({ code, message });
}
