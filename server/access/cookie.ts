import type { FastifyReply, FastifyRequest } from 'fastify';

/** The cookie that holds a session's token. */
export interface SessionCookie {
  readonly name: string;
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, token: string): void;
  clear(reply: FastifyReply): void;
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The session's cookie. Over TLS it is `__Host-`: Secure, for this host alone, and no other host or port without
 * encryption can set one (RFC 6265bis, 4.1.3.2). Strict: the pages are public files and ask for data by themselves, so
 * nothing is lost when somebody comes by a link from elsewhere. Without Max-Age it is gone with the browser at last.
 */
export function createSessionCookie(tls: boolean): SessionCookie {
  const name = tls ? '__Host-maskfleet' : 'maskfleet';
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: tls } as const;
  return {
    name,
    read(request) {
      const token = request.cookies[name];
      // What cannot be a token is not asked for in the database.
      return token !== undefined && tokenPattern.test(token) ? token : undefined;
    },
    set: (reply, token) => void reply.setCookie(name, token, options),
    clear: (reply) => void reply.clearCookie(name, options),
  };
}
