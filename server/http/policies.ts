import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../protocol/http/figures.ts';
import {
  PolicyChanges,
  PolicyDraft,
  PolicyList,
  PolicyPublication,
  PolicyReview,
  PolicyText,
  PolicyVersion,
  Why,
} from '../../protocol/http/policies.ts';
import { MachineId, Uuid } from '../../protocol/mqtt/fields.ts';
import { adminOnly, anyRole } from '../access/guard.ts';
import { momentForms, momentOf } from '../policy/moment.ts';
import { changesBetween, reviewPolicy, textOf } from '../policy/review.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const tags = ['policies'];
const Version = Type.Object({ version: Type.Integer({ minimum: 1 }) });
const unknown = 'There is no policy of this number.';

/** The city's rules: read, compare, check, publish. */
export const policyRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  wallNow: () => number;
}> = async (app, { store, now, wallNow }) => {
  const versions = () => store.call('policyVersions', now());
  const numbered = async (version: number) => (await versions()).find((one) => one.version === version);
  const inForce = async () => (await versions()).find(({ standing }) => standing === 'in-force');

  app.get(
    '/api/policies',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'Every version of the policy, the newest first',
        response: { 200: PolicyList, '4xx': ApiError },
      },
    },
    async () => ({ policies: (await versions()).map(({ document: _, ...version }) => version) }),
  );

  app.get<{ Params: { version: number } }>(
    '/api/policies/:version',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'A version with its text, as YAML',
        params: Version,
        response: { 200: PolicyText, '4xx': ApiError },
      },
    },
    async ({ params }, reply) => {
      const found = await numbered(params.version);
      if (found === undefined) return answerRefusal(reply, 'POLICY_UNKNOWN', unknown);
      const { document, ...version } = found;
      return { ...version, text: textOf(document) };
    },
  );

  app.get<{ Params: { version: number }; Querystring: { to: number } }>(
    '/api/policies/:version/changes',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'What changes from this version to another',
        params: Version,
        querystring: Type.Object({ to: Version.properties.version }),
        response: { 200: PolicyChanges, '4xx': ApiError },
      },
    },
    async ({ params, query }, reply) => {
      const [before, after] = [await numbered(params.version), await numbered(query.to)];
      if (before === undefined || after === undefined) return answerRefusal(reply, 'POLICY_UNKNOWN', unknown);
      return { changes: changesBetween(before.document, after.document) };
    },
  );

  app.get<{ Params: { id: string; txn: string } }>(
    '/api/machines/:id/transactions/:txn',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'Why a transaction was decided as it was, with every rule that bore on it',
        params: Type.Object({ id: MachineId, txn: Uuid }),
        response: { 200: Why, '4xx': ApiError },
      },
    },
    async ({ params }, reply) =>
      (await store.call('why', params.id, params.txn)) ??
      answerRefusal(reply, 'TXN_UNKNOWN', 'The machine has no transaction of this name.'),
  );

  app.post<{ Body: PolicyDraft }>(
    '/api/policies/check',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'All mistakes of a draft, or what is odd about it and what it changes',
        body: PolicyDraft,
        response: { 200: PolicyReview, '4xx': ApiError },
      },
    },
    async ({ body }) => reviewPolicy(body.text, (await inForce())?.document).review,
  );

  app.post<{ Body: PolicyPublication }>(
    '/api/policies',
    {
      config: { access: adminOnly },
      schema: {
        tags,
        summary: 'Publishes a policy from a moment on; it reaches every machine then',
        body: PolicyPublication,
        response: { 200: PolicyVersion, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const { id, text, at, note } = request.body;
      const { document } = reviewPolicy(text, undefined);
      if (document === undefined)
        return answerRefusal(reply, 'POLICY_MISTAKEN', 'The draft has mistakes: check it first.');
      const nowMs = now();
      const effectiveAtMs = momentOf(at, document.timeZone, nowMs);
      if (effectiveAtMs === undefined)
        return answerRefusal(reply, 'MOMENT_INVALID', `Allowed is ${momentForms}.`);
      const order = { id, document, effectiveAtMs, note, actor: actorOf(request), nowMs, wallMs: wallNow() };
      const published = await store.call('publishPolicy', order);
      if (published.ok) return published.policy;
      return answerRefusal(reply, published.code, 'Nothing can be published for a time that is over.');
    },
  );
};
