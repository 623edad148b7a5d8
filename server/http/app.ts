import { existsSync, statSync } from 'node:fs';
import type { ServerOptions } from 'node:http';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import sseModule from '@fastify/sse';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../protocol/base/clock.ts';
import type { Pulse } from '../../protocol/http/analytics.ts';
import type { FeedItem, Overview, Tiles } from '../../protocol/http/figures.ts';
import type { MachineView } from '../../protocol/http/fleet.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import type { AccessParts } from '../access/access.ts';
import { guardRoutes } from '../access/guard.ts';
import { sessionRoutes } from '../access/session-routes.ts';
import { userRoutes } from '../access/user-routes.ts';
import type { Answers } from '../analytics/answers.ts';
import { auditRoutes } from '../audit/routes.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';
import type { Hub } from '../live/hub.ts';
import type { Metrics } from '../metrics.ts';
import type { RunErase } from '../privacy/run-erase.ts';
import type { Store } from '../store/client.ts';
import { type Certificate, handshakeTimeoutMs } from '../tls.ts';
import type { VoucherName } from '../vouchers/text.ts';
import type { RunWhatIf } from '../whatif/run.ts';
import { alarmRoutes } from './alarms.ts';
import { analyticsRoutes } from './analytics.ts';
import { assignmentRoutes } from './assignments.ts';
import { cardRoutes } from './cards.ts';
import { caseRoutes } from './cases.ts';
import { commandRoutes } from './commands.ts';
import { describeApi } from './document.ts';
import { doubtRoutes } from './doubts.ts';
import { createErrorHandler, refuseUnreadable } from './errors.ts';
import { healthRoutes, type Readiness } from './health.ts';
import { liveRoutes } from './live.ts';
import { machineRoutes } from './machines.ts';
import { nearbyRoutes } from './nearby.ts';
import { numberRoutes } from './numbers.ts';
import { offlineRoutes } from './offline.ts';
import { overviewRoutes } from './overview.ts';
import { policyRoutes } from './policies.ts';
import { restockRoutes } from './restock.ts';
import { voucherRoutes } from './vouchers.ts';
import { whatIfRoutes } from './what-if.ts';

export interface HttpDeps {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly hub: Hub;
  readonly overview: () => Promise<Overview>;
  readonly feed: (count: number) => Promise<FeedItem[]>;
  readonly answers: Answers;
  readonly pulse: () => Promise<Pulse>;
  readonly readiness: () => Promise<Readiness>;
  readonly access: AccessParts;
  /** With one, pages are served by HTTPS alone. */
  readonly certificate?: Certificate | undefined;
  /** The time of sessions and sockets: never simulated. */
  readonly wall: Clock;
  /** Called before the first route is made: a test lists them. */
  readonly onRoutes?: (app: FastifyInstance) => void;
  readonly store: Store;
  /** The server's time in ms since 1970, which may be simulated, and people's. */
  readonly now: () => number;
  readonly wallNow: () => number;
  /** The pseudonym of a card's number; undefined where it is none of its scheme. */
  readonly pseudonymOf: (scheme: Scheme, number: string) => Pseudonym | undefined;
  readonly erase: RunErase;
  /** The text of a voucher, secret like a card's number. */
  readonly voucherText: (voucher: VoucherName) => string;
  readonly machines: () => Promise<MachineView[]>;
  /** Something waits for a machine: it, and those who watch, are to be told. */
  readonly onOrdered: (machine: string) => void;
  /** The folder of the built pages; it may not be there. */
  readonly pagesDir: string;
  readonly tiles: Tiles | null;
  readonly whatIf: RunWhatIf;
}

/** Its types describe a default export beside the module; what Node imports is the plugin itself. */
const sse = sseModule as unknown as typeof sseModule.default;

/** Node's own default for a request is none: a slow client would hold its socket for ever. */
const requestTimeoutMs = 15_000;
const headersTimeoutMs = 10_000;
/** Nothing that the API takes today is larger. */
const bodyLimitBytes = 64 * 1024;

/** Makes the HTTP side: API, live stream, health, metrics, pages. It listens nowhere by itself. */
export async function createHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const onError = createErrorHandler(deps.log);
  const app = fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    // URLs and bodies are nobody's business; what fails is logged by the error handler below.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    ...transport(deps.certificate),
    // An open live stream must not keep the server from stopping.
    forceCloseConnections: true,
    frameworkErrors: onError,
    clientErrorHandler: (_error, socket) => refuseUnreadable(socket),
  });
  app.setErrorHandler(onError);
  const havePages = existsSync(join(deps.pagesDir, 'index.html'));
  app.setNotFoundHandler((request, reply) => {
    // The addresses of the pages are the page's own business: each of them is the one document.
    const isPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      request.headers.accept?.includes('html');
    if (havePages && isPage) return reply.sendFile('index.html');
    return reply.status(404).send({ code: 'NOT_FOUND', message: 'There is no such page.' });
  });

  await app.register(helmet, {
    // The component library sets styles on elements; everything else comes from here alone.
    contentSecurityPolicy: {
      directives: {
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'", ...(deps.tiles ? [new URL(deps.tiles.url).origin] : [])],
        upgradeInsecureRequests: null,
      },
    },
    // For a year this host is asked by HTTPS alone, whatever a link says.
    strictTransportSecurity: deps.certificate ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
  await app.register(sse);
  await app.register(cookie);
  guardRoutes(app, deps.access);
  deps.onRoutes?.(app);
  await describeApi(app, deps.access.cookie.name);
  await app.register(healthRoutes, deps);
  await app.register(overviewRoutes, deps);
  await app.register(liveRoutes, deps);
  await app.register(sessionRoutes, deps);
  await app.register(userRoutes, deps);
  await app.register(auditRoutes, deps);
  await app.register(analyticsRoutes, deps);
  await app.register(machineRoutes, deps);
  await app.register(commandRoutes, deps);
  await app.register(doubtRoutes, deps);
  await app.register(caseRoutes, deps);
  await app.register(cardRoutes, deps);
  await app.register(numberRoutes, deps);
  await app.register(voucherRoutes, deps);
  await app.register(assignmentRoutes, deps);
  await app.register(restockRoutes, deps);
  await app.register(alarmRoutes, deps);
  await app.register(offlineRoutes, deps);
  await app.register(policyRoutes, deps);
  await app.register(whatIfRoutes, deps);
  await app.register(nearbyRoutes, deps);
  if (havePages) {
    await app.register(fastifyStatic, { root: deps.pagesDir, serve: false, preCompressed: true });
    app.get<{ Params: { '*': string } }>('/*', { config: { access: 'public' } }, (request, reply) => {
      const path = request.params['*'] || 'index.html';
      // Looked for here: the plugin looks for each compressed form of what isn't there, one in the other.
      const isFile =
        !path.includes('\0') && statSync(join(deps.pagesDir, path), { throwIfNoEntry: false })?.isFile();
      if (!isFile) return reply.callNotFound();
      // The names of assets change with their content.
      const forever = path.startsWith('assets/');
      return reply.sendFile(path, forever ? { maxAge: '365d', immutable: true } : { maxAge: 0 });
    });
  } else {
    const message = 'The pages are not built: run "npm run build" and start the server again.';
    app.get('/', { config: { access: 'public' } }, async (_request, reply) =>
      reply.status(503).send({ code: 'PAGES_NOT_BUILT', message }),
    );
  }
  return app;
}

/** How the sockets are served; typed as plain HTTP, which handlers cannot tell from HTTPS. */
function transport(certificate: Certificate | undefined): { http: ServerOptions } {
  const headersTimeout = headersTimeoutMs;
  if (certificate === undefined) return { http: { headersTimeout } };
  const https = { headersTimeout, handshakeTimeout: handshakeTimeoutMs, ...certificate };
  return { https } as unknown as { http: ServerOptions };
}
