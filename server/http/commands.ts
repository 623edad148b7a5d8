import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { ApiError } from '../../protocol/http/figures.ts';
import { CommandList, CommandOrder, CommandView } from '../../protocol/http/fleet.ts';
import { MachineId } from '../../protocol/mqtt/fields.ts';
import { anyRole, operators } from '../access/guard.ts';
import { readArgs } from '../fleet/order-rules.ts';
import type { Store } from '../store/client.ts';
import { actorOf } from './actor.ts';
import { answerRefusal } from './refuse.ts';

/** Commands that one question may ask for. */
const maxCommands = 200;
const defaultCommands = 50;

const tags = ['machines'];
const Params = Type.Object({ id: MachineId });
const messages = {
  MACHINE_UNKNOWN: 'There is no such machine.',
  COMMAND_DIFFERS: 'A command with this id was given with other content.',
  TOO_MANY_WAITING: 'Too many commands wait for this machine already.',
} as const;

/** What people order machines to do, and what became of it. */
export const commandRoutes: FastifyPluginAsync<{
  store: Store;
  now: () => number;
  /** People's time, in which commands expire. */
  wallNow: () => number;
  /** Something waits for a machine, and it and those who watch are to be told. */
  onOrdered: (machine: string) => void;
}> = async (app, { store, now, wallNow, onOrdered }) => {
  app.post<{ Params: { id: string }; Body: CommandOrder }>(
    '/api/machines/:id/commands',
    {
      config: { access: operators },
      schema: {
        tags,
        summary: 'Orders a machine to do something, with a reason',
        params: Params,
        body: CommandOrder,
        response: { 200: CommandView, '4xx': ApiError },
      },
    },
    async (request, reply) => {
      const { id, name, reason } = request.body;
      const machine = request.params.id;
      const read = readArgs(request.body);
      if (!read.ok) return answerRefusal(reply, read.code, read.message);
      const given = { actor: actorOf(request), nowMs: now(), wallMs: wallNow() };
      const outcome = await store.call('giveOrder', { id, machine, name, reason, args: read.args }, given);
      if (!outcome.given) return answerRefusal(reply, outcome.code, messages[outcome.code]);
      onOrdered(machine);
      return outcome.command;
    },
  );

  app.get<{ Params: { id: string }; Querystring: { count: number } }>(
    '/api/machines/:id/commands',
    {
      config: { access: anyRole },
      schema: {
        tags,
        summary: 'The newest commands of a machine, and what became of them',
        params: Params,
        querystring: Type.Object({
          count: Type.Integer({ minimum: 1, maximum: maxCommands, default: defaultCommands }),
        }),
        response: { 200: CommandList, '4xx': ApiError },
      },
    },
    async ({ params, query }, reply) => {
      const commands = await store.call('commandList', params.id, query.count, wallNow());
      return commands === undefined
        ? answerRefusal(reply, 'MACHINE_UNKNOWN', messages.MACHINE_UNKNOWN)
        : { commands };
    },
  );
};
