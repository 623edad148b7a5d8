import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../access/operations.ts';

/** The name of whoever is signed in, for the records of what was done. Of a route that names its roles somebody always is. */
export function actorOf(request: FastifyRequest): string {
  return (request.who as SignedIn).name;
}
