import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { AlarmList } from '../../protocol/http/alarms.ts';
import { ApiError } from '../../protocol/http/figures.ts';
import { Count, MachineId } from '../../protocol/mqtt/fields.ts';
import { anyRole } from '../access/guard.ts';
import type { Store } from '../store/client.ts';

/** Alarms that one question may ask for. */
const maxAlarmPage = 200;
const defaultAlarmPage = 50;

/** The alarms, newest first. */
export const alarmRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
  app.get<{ Querystring: { before: number; count: number; machine?: string } }>(
    '/api/alarms',
    {
      config: { access: anyRole },
      schema: {
        tags: ['machines'],
        summary: 'The alarms, newest first',
        querystring: Type.Object({
          before: Type.Optional(Count),
          count: Type.Integer({ minimum: 1, maximum: maxAlarmPage, default: defaultAlarmPage }),
          machine: Type.Optional(MachineId),
        }),
        response: { 200: AlarmList, '4xx': ApiError },
      },
    },
    async ({ query: { before = Number.MAX_SAFE_INTEGER, count, machine } }) =>
      store.call('alarmPage', before, count, machine),
  );
};
