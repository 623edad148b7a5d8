import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId, Uuid } from '../mqtt/fields.ts';

/**
 * A transaction without an end (ledger.md, reservation). `journal-gone`, `entries-lost` and `entries-unread` end only by
 * an operator; `not-told` ends by itself when the machine tells its journal, `vend-open` when it tells the vend's end.
 * `since`: its decision, or the beginning of its vend.
 */
export const Doubt = Type.Object({
  machine: MachineId,
  machineName: Type.String(),
  txn: Uuid,
  /** The product's id; empty where it is not known. */
  product: Type.String(),
  items: Count,
  /** Masks that are held in cards' shares until it ends: what ending it gives back. */
  masks: Count,
  since: Instant,
  cause: Type.Enum(['journal-gone', 'entries-lost', 'entries-unread', 'vend-open', 'not-told']),
});
export type Doubt = Static<typeof Doubt>;

/** What is in doubt, the oldest first (GET /api/doubts), at most 500. */
export const DoubtList = Type.Object({ doubts: Type.Array(Doubt) });
export type DoubtList = Static<typeof DoubtList>;

/** Why an operator ends a transaction, or decides on what a quarantine holds back; for the audit log. */
export const Reason = Type.Object({ reason: Type.String({ minLength: 3, maxLength: 500 }) });
export type Reason = Static<typeof Reason>;

/**
 * What a quarantine holds back and nobody has decided on (GET /api/machines/:id/quarantine). `decided`: somebody has, and
 * the machine has yet to begin a new journal. `entries` it told, `since` the first of them; among them `vends` of which
 * something fell and that the books do not have, with `masks` in them: what accepting would book.
 */
export const Quarantine = Type.Object({
  quarantined: Type.Boolean(),
  decided: Type.Boolean(),
  since: Type.Union([Instant, Type.Null()]),
  entries: Count,
  vends: Count,
  masks: Count,
});
export type Quarantine = Static<typeof Quarantine>;

/** An operator's word on what a quarantined machine told (POST /api/machines/:id/quarantine). `id` names the order that follows. */
export const QuarantineVerdict = Type.Object({
  id: Uuid,
  verdict: Type.Enum(['accepted', 'rejected']),
  reason: Reason.properties.reason,
});
export type QuarantineVerdict = Static<typeof QuarantineVerdict>;

/** What became of it: entries that were decided on, and those of them that had an effect. */
export const QuarantineOutcome = Type.Object({ entries: Count, applied: Count });
export type QuarantineOutcome = Static<typeof QuarantineOutcome>;
