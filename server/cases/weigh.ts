import type { CaseEvidence, CaseWhy } from '../../protocol/http/cases.ts';
import type { Policy } from '../policy/document.ts';

/** What a policy says of claims that are weighed without a person; null: each waits for one. */
export type ClaimRule = Policy['claims'];

/** What becomes of a claim by itself: null, a person has to look. */
export interface Weighed {
  readonly verdict: 'given' | 'nothing-taken' | null;
  readonly why: CaseWhy;
}

/**
 * Weighs "I did not get it": who has claimed before is looked at by a person, and so is who comes late or where all
 * went well by the drop sensor; what the slot itself or others say for the claim gives the share again at once. Masks
 * that lay behind the flap are why a claim alone is no proof, and a sensor that saw them fall is none either.
 */
export function weigh(evidence: CaseEvidence, rule: ClaimRule): Weighed {
  const review = (why: CaseWhy): Weighed => ({ verdict: null, why });
  if (!evidence.ended) return review('not-ended');
  // What did not fall was given back already.
  if (evidence.fell === 0) return { verdict: 'nothing-taken', why: 'nothing-fell' };
  if (evidence.cards === 0) return review('no-card');
  if (rule === null) return review('no-rule');
  if (evidence.cardClaims >= rule.perCard) return review('card-claims');
  if (evidence.afterSeconds > rule.minutes * 60) return review('too-late');
  if (evidence.fault !== 0) return { verdict: 'given', why: 'sensor-unsure' };
  if (evidence.troubles > 0) return { verdict: 'given', why: 'slot-trouble' };
  if (evidence.otherClaims > 0) return { verdict: 'given', why: 'others-claim' };
  return review('sensor-saw');
}
