import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { ChangePassword, Session, SetUp, SignIn, SignInByLink } from '../../protocol/http/access.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import type { AccessParts } from './access.ts';
import { anyRole, refuse } from './guard.ts';
import { nameRule, readName } from './names.ts';
import type { SignedIn } from './operations.ts';
import { passwordProblem, passwordProblems } from './password-rule.ts';
import type { NewSession, SignInRefusal } from './sign-in.ts';
import { tokenHash } from './token.ts';

const answers = { 200: Session, '4xx': ApiError };
const isPublic = { access: 'public' } as const;
const tags = ['session'];

/** Who am I, sign in, sign out, the own password, and the first user. */
export const sessionRoutes: FastifyPluginAsync<{ access: AccessParts }> = async (app, { access }) => {
  const { cookie, sessions, signIn, setUp, store, passwords, now } = access;

  const sessionOf = async (user: SignedIn | undefined): Promise<Session> => ({
    user: user === undefined ? null : { name: user.name, role: user.role },
    needsSetup: await setUp.needed(),
    ...{ insecure: access.insecure, simulated: access.simulated },
  });
  /** A browser that signs in anew has one session, not two. */
  async function welcome(reply: FastifyReply, { user, token }: NewSession, former: string | undefined) {
    if (former !== undefined && (await sessions.who(former)))
      await store.call('endSession', tokenHash(former), now());
    cookie.set(reply, token);
    return reply.send(await sessionOf(user));
  }

  app.get(
    '/api/session',
    { config: isPublic, schema: { tags, summary: 'Who is signed in', response: answers } },
    async (request) => sessionOf(await sessions.who(cookie.read(request))),
  );

  app.post<{ Body: SignIn }>(
    '/api/session',
    {
      config: isPublic,
      schema: { tags, summary: 'Signs in with a name and a password', body: SignIn, response: answers },
    },
    async (request, reply) => {
      const { name, password } = request.body;
      const done = await signIn.byPassword(name, password, request.ip);
      if ('refused' in done) return refuseSignIn(reply, done, 401);
      return welcome(reply, done, cookie.read(request));
    },
  );

  app.delete(
    '/api/session',
    {
      config: isPublic,
      schema: { tags, summary: 'Signs out', response: { 204: Type.Null(), '4xx': ApiError } },
    },
    async (request, reply) => {
      const token = cookie.read(request);
      const isOpen = (await sessions.who(token)) !== undefined;
      if (token !== undefined && isOpen) await store.call('endSession', tokenHash(token), now());
      cookie.clear(reply);
      return reply.status(204).send();
    },
  );

  app.post<{ Body: SignInByLink }>(
    '/api/session/link',
    {
      config: isPublic,
      schema: { tags, summary: 'Signs in with a one-time link', body: SignInByLink, response: answers },
    },
    async (request, reply) => {
      const done = await signIn.byLink(request.body.token);
      if (done === undefined) return refuseLink(reply);
      return welcome(reply, done, cookie.read(request));
    },
  );

  app.post<{ Body: ChangePassword }>(
    '/api/session/password',
    {
      config: { access: anyRole },
      schema: { tags, summary: 'Changes the own password', body: ChangePassword, response: answers },
    },
    async (request, reply) => {
      const { current, next } = request.body;
      const who = request.who as SignedIn;
      const problem = passwordProblem(next, who.name);
      if (problem !== undefined) return refuse(reply, 400, problem, passwordProblems[problem]);
      const done = await signIn.changePassword(who, current, next, request.ip);
      if ('refused' in done) return refuseSignIn(reply, done, 403);
      return welcome(reply, done, undefined);
    },
  );

  app.post<{ Body: SetUp }>(
    '/api/setup',
    {
      config: isPublic,
      schema: {
        tags,
        summary: 'Makes the first user, an admin, with the link that the server told at its start',
        body: SetUp,
        response: answers,
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      if (!setUp.isToken(token)) return refuseLink(reply);
      const name = readName(request.body.name);
      if (name === undefined) return refuse(reply, 400, 'NAME_INVALID', `A name is ${nameRule}.`);
      const problem = passwordProblem(password, name);
      if (problem !== undefined) return refuse(reply, 400, problem, passwordProblems[problem]);
      const done = (await setUp.needed())
        ? await setUp.setUp(name, await passwords.hash(password))
        : undefined;
      if (done === undefined) return refuseLink(reply);
      return welcome(reply, done, cookie.read(request));
    },
  );
};

function refuseLink(reply: FastifyReply): FastifyReply {
  return refuse(reply, 403, 'LINK_INVALID', 'This link was used already, or its time is over.');
}

function refuseSignIn(reply: FastifyReply, refusal: SignInRefusal, status: 401 | 403): FastifyReply {
  if (refusal.refused === 'wrong')
    return refuse(reply, status, 'WRONG_CREDENTIALS', 'The name or the password is wrong.');
  const seconds = Math.ceil(refusal.waitMs / 1000);
  reply.header('retry-after', seconds);
  return refuse(reply, 429, 'WAIT', `Too many wrong tries: wait ${seconds} s.`);
}
