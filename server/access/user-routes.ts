import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { NewUser, User, UserChange, Users } from '../../protocol/http/access.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { Count } from '../../protocol/mqtt/fields.ts';
import type { AccessParts } from './access.ts';
import { adminOnly, refuse } from './guard.ts';
import { nameRule, readName } from './names.ts';
import type { SignedIn } from './operations.ts';
import { passwordProblem, passwordProblems } from './password-rule.ts';

const config = { access: adminOnly };
const tags = ['users'];
const UserPath = Type.Object({ id: Count });

/** The users: admins see, add and change them. */
export const userRoutes: FastifyPluginAsync<{ access: AccessParts }> = async (app, { access }) => {
  const { store, passwords, now } = access;

  app.get(
    '/api/users',
    { config, schema: { tags, summary: 'All users', response: { 200: Users, '4xx': ApiError } } },
    async () => ({
      users: await store.call('users'),
    }),
  );

  app.post<{ Body: NewUser }>(
    '/api/users',
    {
      config,
      schema: { tags, summary: 'Adds a user', body: NewUser, response: { 201: User, '4xx': ApiError } },
    },
    async (request, reply) => {
      const { role, password } = request.body;
      const name = readName(request.body.name);
      if (name === undefined) return refuse(reply, 400, 'NAME_INVALID', `A name is ${nameRule}.`);
      const problem = passwordProblem(password, name);
      if (problem !== undefined) return refuse(reply, 400, problem, passwordProblems[problem]);
      const hash = await passwords.hash(password);
      const actor = (request.who as SignedIn).name;
      const user = await store.call('addUser', { name, role, password: hash }, actor, now());
      if (user === 'NAME_TAKEN')
        return refuse(reply, 409, user, 'Somebody has that name already, in whatever case of its letters.');
      return reply.status(201).send(user);
    },
  );

  app.patch<{ Params: Static<typeof UserPath>; Body: UserChange }>(
    '/api/users/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Changes a user’s role or password, or shuts the user out',
        params: UserPath,
        body: UserChange,
        response: { 200: User, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const { role, disabled, password } = request.body;
      const { id } = request.params;
      const known = (await store.call('users')).find((user) => user.id === id);
      if (known === undefined) return refuseUnknown(reply);
      const problem = password === undefined ? undefined : passwordProblem(password, known.name);
      if (problem !== undefined) return refuse(reply, 400, problem, passwordProblems[problem]);
      const hash = password === undefined ? undefined : await passwords.hash(password);
      const actor = (request.who as SignedIn).name;
      const user = await store.call('changeUser', id, { role, disabled, password: hash }, actor, now());
      if (user === 'USER_UNKNOWN') return refuseUnknown(reply);
      if (user === 'LAST_ADMIN')
        return refuse(reply, 409, user, 'This is the last admin: make somebody else one first.');
      return reply.send(user);
    },
  );
};

function refuseUnknown(reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, 'USER_UNKNOWN', 'There is no such user.');
}
