import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '../../protocol/base/clock.ts';
import type { Overview } from '../../protocol/http/figures.ts';
import type { AccessParts } from '../access/access.ts';
import { anyRole } from '../access/guard.ts';
import { whileSignedIn } from '../access/while-signed-in.ts';
import { ServerError } from '../errors.ts';
import type { Hub, LiveEvent } from '../live/hub.ts';

/** Events that may wait for one slow viewer; its browser comes back by itself and reads everything anew. */
const maxWaiting = 500;
/** Viewers at once, some 50 KB each: pages must not take the memory that machines are served from. */
const maxViewers = 5_000;

const described = {
  tags: ['figures'],
  summary: 'The live stream',
  description:
    'Server-sent events: `figures` (an Overview) first, then `figures` and `vend` (a FeedItem) as they come.',
};

/** The live stream (server-sent events): the figures first, then figures and vends as they come. */
export const liveRoutes: FastifyPluginAsync<{
  hub: Hub;
  overview: () => Promise<Overview>;
  access: AccessParts;
  wall: Clock;
}> = async (app, deps) => {
  const { hub, overview } = deps;
  app.get(
    '/api/live',
    { sse: 'only', config: { access: anyRole }, schema: described },
    async (request, reply) => {
      if (hub.viewers >= maxViewers)
        throw new ServerError('TOO_MANY_VIEWERS', 'too many watch already', { retryable: true });
      const stream = reply.sse;
      const first = overview();
      let waiting = 0;
      const end = () => stream.close();
      let tail: Promise<unknown> = first.then((data) => stream.send({ event: 'figures', data })).catch(end);
      const stopWatching = hub.watch(send);
      const allowed = whileSignedIn(request, deps, end);
      const leave = () => {
        stopWatching();
        allowed.cancel();
      };
      stream.onClose(leave);
      await first.catch((error: unknown) => {
        leave();
        throw error;
      });
      stream.keepAlive();

      function send(event: LiveEvent): void {
        if (++waiting > maxWaiting) {
          // Closing alone would wait for a viewer that takes nothing any more.
          stream.close();
          reply.raw.destroy();
          return;
        }
        tail = tail
          .then(() => stream.send(event))
          .catch(end)
          .finally(() => waiting--);
      }
    },
  );
};
