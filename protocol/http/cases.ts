import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId, ProductId, SchemeName, Uuid } from '../mqtt/fields.ts';

/** Why a claim came out as it did, or waits for a person. */
export const caseWhys = [
  'nothing-fell',
  'sensor-unsure',
  'slot-trouble',
  'others-claim',
  'sensor-saw',
  'card-claims',
  'too-late',
  'not-ended',
  'no-card',
  'no-rule',
] as const;
export const CaseWhy = Type.Enum([...caseWhys]);
export type CaseWhy = Static<typeof CaseWhy>;

/**
 * What is known of a vend that somebody says he did not get. `fell` and `requested` in items, `fault` as in serial.md.
 * `troubles`: jams, motor faults and vends that went wrong at the slot in the day before it and after;
 * `otherClaims`: of other vends of it, in that time; `cardClaims`: earlier ones of the same cards, in the days that the policy looks back.
 */
export const CaseEvidence = Type.Object({
  ended: Type.Boolean(),
  fell: Count,
  requested: Count,
  fault: Count,
  afterSeconds: Count,
  troubles: Count,
  otherClaims: Count,
  cards: Count,
  cardClaims: Count,
});
export type CaseEvidence = Static<typeof CaseEvidence>;

const common = {
  id: Type.Integer({ minimum: 1 }),
  machine: MachineId,
  machineName: Type.String(),
  district: Type.String(),
  /** When it was told first. */
  at: Instant,
  /** Masks that were given again. */
  given: Type.Integer(),
  decidedAt: Type.Union([Instant, Type.Null()]),
  /** A user's name; `policy` where it was weighed without a person. */
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
};

/** One vend of which somebody says that nothing came out. `verdict` null: it waits for a person. `masks` that the count says fell. */
export const ClaimCase = Type.Object({
  kind: Type.Literal('not-received'),
  ...common,
  txn: Uuid,
  slot: Type.Union([Count, Type.Null()]),
  product: Type.String(),
  masks: Count,
  evidence: CaseEvidence,
  why: CaseWhy,
  verdict: Type.Union([Type.Enum(['given', 'nothing-taken', 'rejected']), Type.Null()]),
});
export type ClaimCase = Static<typeof ClaimCase>;

/**
 * Disputes of people whose share somebody else had, of one burst: contested grants at one machine close together.
 * `vends`: all that the machine gave from half an hour before the first of them to half an hour after the last.
 */
export const DisputeCase = Type.Object({
  kind: Type.Literal('already-collected'),
  ...common,
  disputes: Count,
  grants: Count,
  from: Instant,
  until: Instant,
  vends: Count,
  reasons: Type.Array(Type.String()),
  verdict: Type.Union([Type.Enum(['upheld', 'withdrawn']), Type.Null()]),
});
export type DisputeCase = Static<typeof DisputeCase>;

/** How much waits for a person; `oldest`: when the oldest of it was told first. */
export const CasesWaiting = Type.Object({ count: Count, oldest: Type.Union([Instant, Type.Null()]) });
export type CasesWaiting = Static<typeof CasesWaiting>;

/** What people contest (GET /api/cases): what waits, the oldest first, then what was decided, the newest first; at most 200 of each. */
export const CaseList = Type.Object({ cases: Type.Array(Type.Union([ClaimCase, DisputeCase])) });
export type CaseList = Static<typeof CaseList>;

const reason = Type.String({ minLength: 3, maxLength: 500 });

/** A person's word on a case. `give` and `reject` of a claim; `uphold` and `withdraw` of what a dispute was given for the time being. */
export const CaseWord = Type.Object({ word: Type.Enum(['give', 'reject', 'uphold', 'withdraw']), reason });
export type CaseWord = Static<typeof CaseWord>;

/** What became of it: masks that were given again, or taken back where below zero. */
export const CaseOutcome = Type.Object({ masks: Type.Integer() });
export type CaseOutcome = Static<typeof CaseOutcome>;

/** A card's number as its holder has it. It stands in a body only, and nowhere after the answer. */
export const CardNumber = Type.Object({
  scheme: SchemeName,
  number: Type.String({ minLength: 1, maxLength: 64 }),
});
export type CardNumber = Static<typeof CardNumber>;

/** One share that was taken with a card, told coarsely: the hour and the district, no machine. `ref` names it in a dispute. */
export const CardGrant = Type.Object({
  ref: Type.Integer({ minimum: 1 }),
  hour: Instant,
  district: Type.String(),
  product: Type.String(),
  masks: Count,
});
export type CardGrant = Static<typeof CardGrant>;

/** What was taken with a card (POST /api/cards/look), the newest first, and for what staff may give more. */
export const CardLook = Type.Object({
  /** The number can be one, and looks mistyped: it should be held against the card once more. */
  doubtful: Type.Boolean(),
  grants: Type.Array(CardGrant),
  /** Ids of what the policy in force gives. */
  products: Type.Array(Type.String()),
  appeals: Type.Array(
    Type.Object({ id: Type.String(), items: Count, name: Type.Record(Type.String(), Type.String()) }),
  ),
});
export type CardLook = Static<typeof CardLook>;

/**
 * More than a card's share (POST /api/cards/allow). `grants`: shares that its holder says he did not take, which makes it a
 * dispute, provisional until somebody decides; none: an appeal. `id`: the idempotency key.
 */
export const CardAllowance = Type.Object({
  id: Uuid,
  ...CardNumber.properties,
  product: ProductId,
  items: Type.Integer({ minimum: 1, maximum: 255 }),
  appeal: Type.String({ minLength: 1, maxLength: 40 }),
  grants: Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 50, uniqueItems: true }),
  reason,
});
export type CardAllowance = Static<typeof CardAllowance>;

/** What was given, and the case that it belongs to; null where nothing is contested. */
export const CardAllowed = Type.Object({
  masks: Count,
  case: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
});
export type CardAllowed = Static<typeof CardAllowed>;

/**
 * What names an erased card no more: charges, sealed cards of vends, and kept requests. `open`: charges of vends that have
 * not ended; `counted`: charges that a rule still counts, until `countedUntil`; both keep the name. `lists` that it is on still.
 */
export const CardErased = Type.Object({
  charges: Count,
  boxes: Count,
  requests: Count,
  open: Count,
  counted: Count,
  countedUntil: Type.Union([Instant, Type.Null()]),
  lists: Type.Array(Type.String()),
});
export type CardErased = Static<typeof CardErased>;
