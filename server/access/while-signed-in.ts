import type { FastifyRequest } from 'fastify';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { AccessParts } from './access.ts';
import { type Access, isAllowed } from './guard.ts';

/** How often a stream that stays open looks whether its viewer still may: he is signed out at most this much later. */
export const lookAgainMs = 10_000;

/**
 * Calls `end` once the one who opened a stream may no longer see it: signed out, disabled, another role, session over.
 * An open stream is a use of its session: a screen on a wall stays signed in for as long as a session may last.
 */
export function whileSignedIn(
  request: FastifyRequest,
  deps: { access: Pick<AccessParts, 'sessions' | 'cookie'>; wall: Clock },
  end: () => void,
): Timer {
  const { access, wall } = deps;
  const token = access.cookie.read(request);
  const rule = request.routeOptions.config.access as Exclude<Access, string>;
  let timer = wall.after(lookAgainMs, look);
  let over = false;

  function look(): void {
    access.sessions.who(token).then(
      (who) => (who !== undefined && isAllowed(who.role, rule) ? again() : end()),
      // Whether he may cannot be told now; he could a moment ago.
      again,
    );
  }
  function again(): void {
    if (!over) timer = wall.after(lookAgainMs, look);
  }
  return {
    cancel() {
      over = true;
      timer.cancel();
    },
  };
}
