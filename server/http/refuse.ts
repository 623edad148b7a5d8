import type { FastifyReply } from 'fastify';
import type { ApiErrorCode } from '../../protocol/http/error-codes.ts';

/** The status of each refusal of the API that its code alone decides. */
const statuses: Readonly<Partial<Record<ApiErrorCode, number>>> = {
  MACHINE_UNKNOWN: 404,
  POLICY_UNKNOWN: 404,
  BATCH_UNKNOWN: 404,
  CASE_UNKNOWN: 404,
  TXN_UNKNOWN: 404,
  VISIT_UNKNOWN: 404,
  ASSIGNEE_CHANGED: 409,
  BATCH_DIFFERS: 409,
  BATCH_WITHDRAWN: 409,
  CASE_DECIDED: 409,
  GRANT_UNKNOWN: 409,
  COMMAND_DIFFERS: 409,
  VISIT_DIFFERS: 409,
  NOTHING_TO_SEND: 409,
  NOT_IN_DOUBT: 409,
  NOT_QUARANTINED: 409,
  NUMBERS_OPEN: 409,
  MOMENT_PAST: 409,
  TOO_MANY_WAITING: 429,
};

/** Answers a refusal in the API's one shape; a code that has no status of its own is the asker's mistake, 400. */
export function answerRefusal(reply: FastifyReply, code: ApiErrorCode, message: string): FastifyReply {
  return reply.status(statuses[code] ?? 400).send({ code, message });
}
