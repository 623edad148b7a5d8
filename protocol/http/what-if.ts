import { type Static, Type } from 'typebox';
import { Count, Instant, ProductId } from '../mqtt/fields.ts';
import { PolicyDraft } from './policies.ts';

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** Which policy is to be tried on which days, both included, in its own time zone (POST /api/policies/what-if). */
export const WhatIfQuestion = Type.Object({ text: PolicyDraft.properties.text, from: day, to: day });
export type WhatIfQuestion = Static<typeof WhatIfQuestion>;

/** What came of a number of requests: how many got something, how many nothing, masks, and the cards that got any. */
export const Outcome = Type.Object({ granted: Count, refused: Count, masks: Count, cards: Count });
export type Outcome = Static<typeof Outcome>;

/**
 * Two outcomes of the same requests: what happened, and what the other policy would have done. `cutOff`: cards that got something
 * and would have got nothing; `gained`: the other way round. Both of the period.
 */
const Compared = Type.Object({
  requests: Count,
  cards: Count,
  happened: Outcome,
  would: Outcome,
  cutOff: Count,
  gained: Count,
});
export type Compared = Static<typeof Compared>;

/**
 * What a what-if had to assume, and of how many requests: `offline`: given by machines that were cut off, and left as it was;
 * `locked`: refused by a locked machine, and left so; `vouchers`: asked with a voucher, which its batch decides, and left so; `digits`: judged by a turn for a digit that is not kept, so that each card was
 * given one evenly; `ages`: judged as if each card had an age that the rules mean, as it is not kept.
 */
export const assumptions = ['offline', 'locked', 'vouchers', 'digits', 'ages'] as const;
export type Assumption = (typeof assumptions)[number];

/**
 * The answer of a what-if. `since`: the first request that is kept, where the period begins before it. `products`: asked for, and
 * not in the other policy, which refuses them. Days are dates of the other policy's time zone.
 */
export const WhatIf = Type.Object({
  from: Instant,
  to: Instant,
  since: Type.Union([Instant, Type.Null()]),
  total: Compared,
  reasons: Type.Array(Type.Object({ reason: Type.String(), happened: Count, would: Count })),
  /** Those of fewer cards than may be told are left out, and so is the smallest of the others where one alone would be: it could be reckoned. */
  districts: Type.Array(Type.Intersect([Type.Object({ district: Type.String() }), Compared])),
  /** How many districts and days were left out. */
  hidden: Count,
  days: Type.Array(Type.Object({ date: day, happened: Count, would: Count })),
  assumed: Type.Object(
    Object.fromEntries(assumptions.map((one) => [one, Count])) as Record<Assumption, typeof Count>,
  ),
  products: Type.Array(Type.Union([ProductId, Type.String()])),
});
export type WhatIf = Static<typeof WhatIf>;
