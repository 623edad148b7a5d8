import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { CardAllowance, CardAllowed, CardErased, CardLook, CardNumber } from '../../protocol/http/cases.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { normaliseCard } from '../../protocol/identity/card.ts';
import { looksMistyped } from '../../protocol/identity/check-digits.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import { operators } from '../access/guard.ts';
import type { Given } from '../fleet/orders.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';
import type { RunErase } from '../privacy/run-erase.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

const tags = ['cases'];
const messages = {
  NUMBER_INVALID: 'That is no number of this kind.',
  PRODUCT_UNKNOWN: 'The policy in force has no such product.',
  APPEAL_UNKNOWN: 'The policy in force has no such appeal.',
  APPEAL_TOO_MUCH: 'The policy lets less be given for this appeal.',
  GRANT_UNKNOWN: 'One of these shares was not taken with this card. Look at it again.',
} as const;

/** What staff do for a card that they were shown. Its number stands in a body alone, and is a pseudonym from here on. */
export const cardRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  wallNow: () => number;
  pseudonymOf: (scheme: Scheme, number: string) => Pseudonym | undefined;
  erase: RunErase;
}> = async (app, { store, now, wallNow, pseudonymOf, erase }) => {
  /** Does something for the card of a number, or says that there is none of it. */
  async function forCard<T>(
    request: FastifyRequest<{ Body: CardNumber }>,
    reply: FastifyReply,
    act: (who: Pseudonym, given: Given) => Promise<T>,
  ) {
    const { scheme, number } = request.body;
    const who = pseudonymOf(scheme, number);
    if (who === undefined) return answerRefusal(reply, 'NUMBER_INVALID', messages.NUMBER_INVALID);
    return act(who, { actor: actorOf(request), nowMs: now(), wallMs: wallNow() });
  }

  app.post<{ Body: CardNumber }>(
    '/api/cards/look',
    {
      config: { access: operators },
      schema: {
        tags,
        summary:
          'What was taken with a card in the last 92 days, by hour and district, and for what more can be given',
        body: CardNumber,
        response: { 200: CardLook, '4xx': ApiError },
      },
    },
    (request, reply) =>
      forCard(request, reply, async (who, given) => {
        const { scheme, number } = request.body;
        const doubtful = looksMistyped(scheme, normaliseCard(scheme, number) ?? '');
        return { doubtful, ...(await store.call('lookAtCard', who, scheme, given)) };
      }),
  );

  app.post<{ Body: CardAllowance }>(
    '/api/cards/allow',
    {
      config: { access: operators },
      schema: {
        tags,
        summary:
          'Gives a card more than its share; with contested shares it opens a case, or joins that of their burst',
        body: CardAllowance,
        response: { 200: CardAllowed, '4xx': ApiError },
      },
    },
    (request, reply) =>
      forCard(request, reply, async (who, given) => {
        const { number: _, ...order } = request.body;
        const outcome = await store.call('allowCard', who, order, given);
        if (!outcome.done) return answerRefusal(reply, outcome.code, messages[outcome.code]);
        return outcome.allowed;
      }),
  );

  app.post<{ Body: CardNumber }>(
    '/api/cards/erase',
    {
      config: { access: operators },
      schema: {
        tags,
        summary:
          'Lets go of what names a card, but for what a rule still counts; what it got stays in the books',
        body: CardNumber,
        response: { 200: CardErased, '4xx': ApiError, '5xx': ApiError },
      },
    },
    (request, reply) => forCard(request, reply, (_, { actor, nowMs }) => erase(request.body, actor, nowMs)),
  );
};
