import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import type { Role } from '../../../protocol/http/access.ts';
import type { Access } from '../../../server/access/guard.ts';
import { createHttp } from '../../../server/http/app.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { serverBench } from '../../support/server-bench.ts';
import { everybodyIsSignedIn } from '../../support/sign-in.ts';

/** The HTTP side, not yet made ready. */
async function http(make: (app: FastifyInstance) => void = () => {}): Promise<FastifyInstance> {
  const unasked = () => Promise.reject(new Error('nobody asks'));
  const app = await createHttp({
    ...{ log: pino({ level: 'silent' }), metrics: createMetrics(), wall: wallClock(), overview: unasked },
    ...{ machines: async () => [], now: () => 0, wallNow: () => 0, onOrdered() {} },
    pseudonymOf: () => undefined,
    voucherText: () => '',
    store: { call: unasked, waiting: 0, deciding: 0, close: async () => {} },
    ...{ pulse: unasked, answers: { answer: unasked, rows: unasked, choices: unasked } },
    ...{
      hub: {
        viewers: 0,
        start() {},
        stop() {},
        watch: () => () => {},
        booked() {},
        refresh() {},
        machineChanged() {},
      },
    },
    ...{ feed: async () => [], readiness: async () => ({ ready: true, checks: [] }), pagesDir: '/nowhere' },
    access: await everybodyIsSignedIn(),
    onRoutes: make,
    tiles: null,
    whatIf: () => Promise.reject(new Error('not asked here')),
    erase: () => Promise.reject(new Error('not asked here')),
  });
  onTestFinished(() => app.close());
  return app;
}

const everybodyIn = ['operator', 'analyst'];

/** Every route of the server, and who may use it beside admins. */
const table: Readonly<Record<string, Access>> = {
  'GET /': 'public',
  'GET /nearby': 'public',
  'GET /api/nearby': 'public',
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'local',
  'GET /api/session': 'public',
  'POST /api/session': 'public',
  'DELETE /api/session': 'public',
  'POST /api/session/link': 'public',
  'POST /api/setup': 'public',
  'POST /api/session/password': everybodyIn as Role[],
  'GET /api/cases': everybodyIn as Role[],
  'GET /api/cases/waiting': everybodyIn as Role[],
  'POST /api/cases/:case/decide': ['operator'],
  'POST /api/cards/look': ['operator'],
  'GET /api/vouchers': everybodyIn as Role[],
  'POST /api/vouchers': ['operator'],
  'POST /api/vouchers/:batch/withdraw': ['operator'],
  'GET /api/vouchers/:batch/codes.csv': ['operator'],
  'GET /api/vouchers/:batch/sheet': ['operator'],
  'POST /api/cards/allow': ['operator'],
  'POST /api/cards/erase': ['operator'],
  'POST /api/machines/:id/numbers/open': ['operator'],
  'GET /api/overview': everybodyIn as Role[],
  'GET /api/machines': everybodyIn as Role[],
  'GET /api/machines/:id': everybodyIn as Role[],
  'GET /api/machines/:id/timeline': everybodyIn as Role[],
  'GET /api/machines/:id/commands': everybodyIn as Role[],
  'POST /api/machines/:id/commands': ['operator'],
  'PUT /api/machines/:id/assignee': ['operator'],
  'GET /api/assignees': ['operator'],
  'GET /api/pick-list': everybodyIn as Role[],
  'GET /api/visits': everybodyIn as Role[],
  'GET /api/visits/:id': everybodyIn as Role[],
  'POST /api/visits': ['operator'],
  'POST /api/visits/:id/again': ['operator'],
  'GET /api/doubts': everybodyIn as Role[],
  'POST /api/machines/:id/doubts/:txn/end': ['operator'],
  'GET /api/machines/:id/quarantine': everybodyIn as Role[],
  'POST /api/machines/:id/quarantine': ['operator'],
  'GET /api/alarms': everybodyIn as Role[],
  'GET /api/offline-report': everybodyIn as Role[],
  'GET /api/machines/:id/transactions/:txn': everybodyIn as Role[],
  'GET /api/policies': everybodyIn as Role[],
  'GET /api/policies/:version': everybodyIn as Role[],
  'GET /api/policies/:version/changes': everybodyIn as Role[],
  'POST /api/policies/check': everybodyIn as Role[],
  'POST /api/policies/what-if': ['analyst'],
  'POST /api/policies': ['admin'],
  'GET /api/pulse': everybodyIn as Role[],
  'GET /api/analytics': everybodyIn as Role[],
  'GET /api/analytics.csv': everybodyIn as Role[],
  'GET /api/analytics/choices': everybodyIn as Role[],
  'GET /api/feed': everybodyIn as Role[],
  'GET /api/live': everybodyIn as Role[],
  'GET /api/users': ['admin'],
  'POST /api/users': ['admin'],
  'PATCH /api/users/:id': ['admin'],
  'GET /api/audit': ['admin'],
  'GET /api/audit/choices': ['admin'],
};

describe('the routes', () => {
  it('are those of the table, and open to whom it names', async () => {
    const found: Record<string, unknown> = {};
    const app = await http((making) =>
      making.addHook('onRoute', ({ method, url, config }) => {
        for (const one of [method].flat()) if (one !== 'HEAD') found[`${one} ${url}`] = config?.access;
      }),
    );
    await app.ready();
    expect(found).toEqual(table);
  });

  it('are all in the description of the API, but for the pages', async () => {
    const app = await http();
    await app.ready();
    const described = Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    const api = Object.keys(table).filter(
      (name) => name !== 'GET /' && name !== 'GET /nearby' && !name.includes('/api/docs'),
    );
    expect(described.sort()).toEqual(api.sort());
  });

  it('that say nothing keep the server from starting, by name', async () => {
    const app = await http();
    app.get('/api/forgotten', async () => 'secret');
    await expect(app.ready()).rejects.toThrow(/nobody said who may use GET \/api\/forgotten/);
  });

  it('may say it for a whole folder of them', async () => {
    const app = await http();
    await app.register(async (folder) => {
      folder.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'public' };
      });
      folder.get('/api/folder', async () => ({ open: true }));
    });
    expect((await app.inject('/api/folder')).json()).toEqual({ open: true });
  });
});

describe('whoever asks', () => {
  it('gets what his role may have, and no more', async () => {
    const bench = await serverBench();
    const roles = ['admin', 'operator', 'analyst'] as const;
    for (const [route, access] of Object.entries(table)) {
      const [method = '', path = ''] = route.split(' ');
      if (access === 'public' || access === 'local' || route.includes('live')) continue;
      const url = path.replace(':id', '999');
      const stranger = await fetch(`${bench.url}${url}`, { method });
      expect([route, stranger.status, await stranger.json()]).toEqual([
        ...[route, 401],
        { code: 'NOT_SIGNED_IN', message: expect.any(String) },
      ]);
      for (const role of roles) {
        const answer = await bench.ask(url, { method }, role);
        const refused = answer.status === 403 && ((await answer.json()) as { code: string }).code;
        const may = role === 'admin' || access.includes(role);
        expect([route, role, refused]).toEqual([route, role, may ? false : 'NOT_ALLOWED']);
      }
    }
  });

  it('from this machine gets the metrics, through a proxy only signed in', async () => {
    const { url, ask } = await serverBench();
    const through = { headers: { 'x-forwarded-for': '203.0.113.9' } };
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`, through)).status).toBe(401);
    expect((await ask('/metrics', through, 'analyst')).status).toBe(200);
  });

  it('on behalf of another site’s page is refused before anything else, at every route that changes something', async () => {
    const { url, cookie } = await serverBench();
    const foreign = { cookie: cookie(), 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' };
    for (const route of Object.keys(table)) {
      const [method = '', path = ''] = route.split(' ');
      if (method === 'GET') continue;
      const answer = await fetch(`${url}${path.replace(':id', '1')}`, { method, headers: foreign });
      expect([route, answer.status, await answer.json()]).toEqual([
        ...[route, 403],
        { code: 'FOREIGN_PAGE', message: expect.any(String) },
      ]);
    }
  });
});
