import type { FastifyRequest } from 'fastify';

/** The name of whoever is signed in, for the records of what was done; `unknown` where nobody is. */
export function actorOf(request: FastifyRequest): string {
  const { who } = request as { who?: { name?: string } };
  return who?.name ?? 'unknown';
}
