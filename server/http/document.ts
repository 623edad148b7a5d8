import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Access } from '../access/guard.ts';

/** Where the API describes itself: pages for people, and `json` below it for programs. */
const docsPath = '/api/docs';

const tags = [
  { name: 'figures', description: 'What was given out, now and over time' },
  { name: 'machines', description: 'The machines, their alarms, and orders to them' },
  { name: 'citizens', description: 'What everybody may know' },
  { name: 'restocking', description: 'What restockers load, count and leave' },
  { name: 'cases', description: 'What people contest, and what staff do for a card that they are shown' },
  {
    name: 'vouchers',
    description: 'Batches of vouchers for people without a card: made, printed, withdrawn',
  },
  { name: 'policies', description: 'Who may have how many: every version, and what is published next' },
  { name: 'session', description: 'Signing in and out, and the own password' },
  { name: 'users', description: 'Who may sign in, and what was changed by whom' },
  { name: 'health', description: 'For supervisors and monitoring' },
];

const info = {
  title: 'Mask fleet API',
  version: '1',
  description:
    'What the pages and other programs ask of the server. A session is a cookie (POST /api/session). Every error has the one shape `{code, message}`, with a stable code.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
};

/** Who may use a route, in words for its description. */
export function wordsOfAccess(access: Access | undefined): string {
  if (access === 'public') return 'Open to everybody.';
  if (access === 'local')
    return 'Open from the machine that the server runs on, and else to whoever is signed in.';
  const others = (access ?? []).filter((role) => role !== 'admin');
  return others.length === 0 ? 'For admins.' : `For ${others.join(', ')} and admin.`;
}

/**
 * Describes every route that is made after this call, from the schemas that check it (OpenAPI 3.1), and serves the
 * document and a page to read it with. Everything comes from this server: it works without the internet.
 */
export async function describeApi(app: FastifyInstance, cookieName: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      tags,
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } },
      },
    },
    transform({ schema, url, route }) {
      const access = route.config?.access;
      // Pages and their files are no API.
      if (schema?.tags === undefined) return { schema: { ...schema, hide: true }, url };
      const description = [schema.description, wordsOfAccess(access)].filter(Boolean).join(' ');
      const security = access === 'public' || access === 'local' ? {} : { security: [{ session: [] }] };
      return { schema: { ...schema, ...security, description }, url };
    },
  });
  await app.register(async (docs) => {
    // The code is open, so its description is too.
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await docs.register(swaggerUi, {
      routePrefix: docsPath,
      // The page would ask a service in the internet whether the document is right.
      uiConfig: { validatorUrl: null, docExpansion: 'list' },
    });
  });
}
