import { type Static, Type } from 'typebox';
import { Count, Instant, Items, Uuid } from '../fields.ts';

/** Why nothing is given (mqtt.md, authorize and decision). */
export const refusalReasons = [
  'quota',
  'not-eligible',
  'bad-id',
  'blocked',
  'not-your-day',
  'closed',
  'machine-locked',
  'no-stock',
  'no-policy',
  'too-many',
  'busy',
  'expired',
  'bad-request',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * The server's answer to an authorize. `qty` and `charges` (a number a card, in the cards' order) in items,
 * `remaining` in pieces; `validMs` counts from the authorize's uptimeMs; `expiresAt` is for people only.
 */
export const Decision = Type.Object({
  txn: Uuid,
  verdict: Type.Enum(['grant', 'refuse']),
  qty: Items,
  charges: Type.Optional(Type.Array(Items)),
  reason: Type.Optional(Type.Enum([...refusalReasons])),
  remaining: Type.Optional(Count),
  nextAt: Type.Optional(Instant),
  validMs: Type.Optional(Count),
  expiresAt: Type.Optional(Instant),
  message: Type.Optional(Type.String()),
});
export type Decision = Static<typeof Decision>;
