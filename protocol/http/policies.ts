import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId, Uuid } from '../mqtt/fields.ts';
import { refusalReasons } from '../mqtt/messages/decision.ts';

const Version = Type.Integer({ minimum: 1 });
const path = Type.String();

/**
 * One version of the policy. `standing`: `planned` until its moment, `in-force` while it decides, `past` afterwards, or where
 * another was published for its moment or a later one that has come. `publishedAt` null: it was the file that a server was started with.
 */
export const PolicyVersion = Type.Object({
  version: Version,
  standing: Type.Enum(['planned', 'in-force', 'past']),
  effectiveAt: Instant,
  publishedAt: Type.Union([Instant, Type.Null()]),
  publisher: Type.String(),
  note: Type.String(),
});
export type PolicyVersion = Static<typeof PolicyVersion>;

/** Every version, the newest first (GET /api/policies). */
export const PolicyList = Type.Object({ policies: Type.Array(PolicyVersion) });
export type PolicyList = Static<typeof PolicyList>;

/** A version with its text, as YAML (GET /api/policies/:version). */
export const PolicyText = Type.Intersect([PolicyVersion, Type.Object({ text: Type.String() })]);
export type PolicyText = Static<typeof PolicyText>;

/** A difference: where, and what stood and will stand there, as JSON; null: nothing. */
export const PolicyChange = Type.Object({
  path,
  before: Type.Union([Type.String(), Type.Null()]),
  after: Type.Union([Type.String(), Type.Null()]),
});
export type PolicyChange = Static<typeof PolicyChange>;

/** What changes from one version to another, the paths in the order of the document (GET /api/policies/:version/changes?to=). */
export const PolicyChanges = Type.Object({ changes: Type.Array(PolicyChange) });
export type PolicyChanges = Static<typeof PolicyChanges>;

/** A policy as a city writes it, in YAML or JSON. */
export const PolicyDraft = Type.Object({ text: Type.String({ minLength: 1, maxLength: 60_000 }) });
export type PolicyDraft = Static<typeof PolicyDraft>;

/**
 * What is to be said of a draft (POST /api/policies/check): its mistakes, each with what stands there and what is allowed;
 * without any, what is odd about it, and what it changes of the policy in force.
 */
export const PolicyReview = Type.Object({
  mistakes: Type.Array(Type.Object({ path, value: Type.String(), allowed: Type.String() })),
  warnings: Type.Array(Type.Object({ path, says: Type.String() })),
  changes: Type.Array(PolicyChange),
});
export type PolicyReview = Static<typeof PolicyReview>;

/**
 * Publishes a draft (POST /api/policies). `at`: a date or a local time in the policy's time zone, an instant, or `now`. `id`:
 * the idempotency key; said twice it is published once.
 */
export const PolicyPublication = Type.Object({
  id: Uuid,
  text: PolicyDraft.properties.text,
  at: Type.String({ minLength: 3, maxLength: 40 }),
  note: Type.String({ minLength: 3, maxLength: 500 }),
});
export type PolicyPublication = Static<typeof PolicyPublication>;

/** A rule that bore on a decision: on which card (from 1), and, of one that counts, how many masks it allows and held before. */
export const Bearing = Type.Object({
  rule: Type.String(),
  card: Type.Optional(Type.Integer({ minimum: 1 })),
  allowed: Type.Optional(Count),
  used: Type.Optional(Count),
  holds: Type.Boolean(),
});

/**
 * Why a transaction was decided as it was (GET /api/machines/:id/transactions/:txn). `policy` null: no policy decided it.
 * `bearings` is empty where no rule was asked, and of decisions from before they were kept.
 */
export const Why = Type.Object({
  machine: MachineId,
  txn: Uuid,
  state: Type.String(),
  decidedAt: Type.Union([Instant, Type.Null()]),
  policy: Type.Union([Version, Type.Null()]),
  product: Type.Union([Type.String(), Type.Null()]),
  verdict: Type.Union([Type.Enum(['grant', 'refuse']), Type.Null()]),
  reason: Type.Union([Type.Enum([...refusalReasons]), Type.Null()]),
  /** Items: granted, and fallen where that is known. */
  items: Count,
  dispensed: Type.Union([Count, Type.Null()]),
  bearings: Type.Array(Bearing),
});
export type Why = Static<typeof Why>;
