import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import sseModule from '@fastify/sse';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { FeedItem, Overview } from '../../protocol/http/figures.ts';
import type { MachineView } from '../../protocol/http/fleet.ts';
import type { Hub } from '../live/hub.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/client.ts';
import { alarmRoutes } from './alarms.ts';
import { commandRoutes } from './commands.ts';
import { createErrorHandler, refuseUnreadable } from './errors.ts';
import { healthRoutes, type Readiness } from './health.ts';
import { liveRoutes } from './live.ts';
import { machineRoutes } from './machines.ts';
import { overviewRoutes } from './overview.ts';
import { restockRoutes } from './restock.ts';

export interface HttpDeps {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly hub: Hub;
  readonly overview: () => Promise<Overview>;
  readonly feed: (count: number) => Promise<FeedItem[]>;
  readonly readiness: () => Promise<Readiness>;
  readonly store: Store;
  /** The server's time in ms since 1970, which may be simulated, and people's. */
  readonly now: () => number;
  readonly wallNow: () => number;
  readonly machines: () => Promise<MachineView[]>;
  /** Something waits for a machine: it, and those who watch, are to be told. */
  readonly onOrdered: (machine: string) => void;
  /** The folder of the built pages; it may not be there. */
  readonly pagesDir: string;
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
    http: { headersTimeout: headersTimeoutMs },
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
      directives: { styleSrc: ["'self'", "'unsafe-inline'"], upgradeInsecureRequests: null },
    },
    strictTransportSecurity: false,
  });
  await app.register(sse);
  await app.register(healthRoutes, deps);
  await app.register(overviewRoutes, deps);
  await app.register(liveRoutes, deps);
  await app.register(machineRoutes, deps);
  await app.register(commandRoutes, deps);
  await app.register(restockRoutes, deps);
  await app.register(alarmRoutes, deps);
  if (havePages) {
    await app.register(fastifyStatic, { root: deps.pagesDir });
  } else {
    const message = 'The pages are not built: run "npm run build" and start the server again.';
    app.get('/', async (_request, reply) => reply.status(503).send({ code: 'PAGES_NOT_BUILT', message }));
  }
  return app;
}
