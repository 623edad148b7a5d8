import type { FastifyPluginAsync } from 'fastify';
import type { Overview } from '../../protocol/http/figures.ts';
import type { Hub, LiveEvent } from '../live/hub.ts';

/** Events that may wait for one slow viewer; its browser comes back by itself and reads everything anew. */
const maxWaiting = 500;

/** The live stream (server-sent events): the figures first, then figures and vends as they come. */
export const liveRoutes: FastifyPluginAsync<{ hub: Hub; overview: () => Promise<Overview> }> = async (
  app,
  { hub, overview },
) => {
  app.get('/api/live', { sse: 'only' }, async (_request, reply) => {
    let waiting = 0;
    let tail: Promise<unknown> = Promise.resolve();
    const send = (event: LiveEvent) => {
      if (++waiting > maxWaiting) return reply.sse.close();
      tail = tail
        .then(() => reply.sse.send(event))
        .catch(() => reply.sse.close())
        .finally(() => waiting--);
    };
    reply.sse.keepAlive();
    const leave = hub.watch(send);
    reply.sse.onClose(leave);
    send({ event: 'figures', data: await overview() });
  });
};
