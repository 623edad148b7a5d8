import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { CodedError, codeOf, messageOf } from '../../protocol/base/errors.ts';

/** Answers what went wrong in the one shape of the API (ApiError): a stable code, and words without the inside. */
export function createErrorHandler(log: Logger) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ error: messageOf(error) }, 'a request failed');
    const message =
      status >= 500
        ? 'The server could not answer. It has been noted; try again in a moment.'
        : messageOf(error);
    return reply.status(status).send({ code: codeOf(error) ?? 'INTERNAL', message });
  };
}

function statusOf(error: unknown): number {
  if (error instanceof CodedError) return error.retryable ? 503 : 500;
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : 500;
}

const unreadable = JSON.stringify({ code: 'BAD_REQUEST', message: 'That is no HTTP request.' });

/** Answers bytes that no request could be read from, and ends the connection. */
export function refuseUnreadable(socket: Duplex): void {
  if (!socket.writable) return;
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${unreadable.length}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${unreadable}`);
}
