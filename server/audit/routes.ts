import type { FastifyPluginAsync } from 'fastify';
import { type Static, Type } from 'typebox';
import { Audit, AuditChoices, AuditFilter } from '../../protocol/http/access.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { Count } from '../../protocol/mqtt/fields.ts';
import { adminOnly } from '../access/guard.ts';
import type { Store } from '../store/client.ts';

/** Entries that one question may ask for. */
const maxPage = 200;

const Page = Type.Object({
  ...AuditFilter.properties,
  before: Type.Optional(Count),
  count: Type.Integer({ minimum: 1, maximum: maxPage, default: 50 }),
});

/** The audit log, newest first: `next` of one page is `before` of the following one; and what it can be narrowed to. */
export const auditRoutes: FastifyPluginAsync<{ access: { readonly store: Store } }> = async (
  app,
  { access },
) => {
  app.get<{ Querystring: Static<typeof Page> }>(
    '/api/audit',
    {
      config: { access: adminOnly },
      schema: {
        tags: ['users'],
        summary: 'The audit log, newest first',
        querystring: Page,
        response: { 200: Audit, '4xx': ApiError },
      },
    },
    async (request) => {
      const { before = Number.MAX_SAFE_INTEGER, count, ...filter } = request.query;
      return access.store.call('auditPage', before, count, filter);
    },
  );
  app.get(
    '/api/audit/choices',
    {
      config: { access: adminOnly },
      schema: {
        tags: ['users'],
        summary: 'Whom and what the audit log names, to narrow it to',
        response: { 200: AuditChoices, '4xx': ApiError },
      },
    },
    async () => access.store.call('auditChoices'),
  );
};
